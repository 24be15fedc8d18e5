package io.troop.routing;

import io.troop.state.PersistentMap;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The router, of all of Kong's flavours. *Immutable and thread-safe*: [#with] and [#without] yield
/// another table that shares what did not change.
///
/// Candidates are looked up by host, then by what the path begins with; what is left is a short
/// list, best first. So neither a match nor a change costs more with more routes.
public final class RouteTable implements Router {
  public static final RouteTable EMPTY =
      new RouteTable(
          PersistentMap.empty(), PersistentMap.empty(), Trie.empty(), Trie.empty(), Trie.empty());

  private final PersistentMap<UUID, RouteEntry> entries;
  private final PersistentMap<String, Trie<Cell>> byHost;

  /// By the reversed ending of the host.
  private final Trie<Trie<Cell>> byEnding;

  private final Trie<Trie<Cell>> byBeginning;
  private final Trie<Cell> anyHost;

  private RouteTable(
      PersistentMap<UUID, RouteEntry> entries,
      PersistentMap<String, Trie<Cell>> byHost,
      Trie<Trie<Cell>> byEnding,
      Trie<Trie<Cell>> byBeginning,
      Trie<Cell> anyHost) {
    this.entries = entries;
    this.byHost = byHost;
    this.byEnding = byEnding;
    this.byBeginning = byBeginning;
    this.anyHost = anyHost;
  }

  @Override
  public @Nullable Match match(RouteQuery query) {
    return search(query).match();
  }

  Search search(RouteQuery query) {
    Search search = new Search(query, UriPath.normalise(query.path()));
    String host = query.host();
    if (!host.isEmpty()) {
      Trie<Cell> own = byHost.get(host);
      if (own != null) {
        search.through(own);
      }
      if (!byEnding.isEmpty()) {
        throughAll(byEnding, reversed(host), search);
      }
      if (!byBeginning.isEmpty()) {
        throughAll(byBeginning, host, search);
      }
    }
    search.through(anyHost);
    return search;
  }

  private static void throughAll(Trie<Trie<Cell>> tries, String host, Search search) {
    for (Trie.Node<Trie<Cell>> node = tries.root(); node != null; node = node.next(host)) {
      Trie<Cell> cells = node.value();
      if (cells != null) {
        search.through(cells);
      }
    }
  }

  public int size() {
    return entries.size();
  }

  /// The entry of a route; null when the table lacks it.
  public @Nullable RouteEntry entry(UUID route) {
    return entries.get(route);
  }

  /// The table with this route in place of the one with its id.
  ///
  /// @throws IllegalArgumentException for a route that can't be matched, such as one whose regular
  ///   expression is none; the message says which field
  public RouteTable with(RouteEntry entry) {
    List<Candidate> candidates = Candidate.of(entry);
    RouteTable table = without(entry.route().id());
    for (Candidate candidate : candidates) {
      table = table.placed(candidate, cell -> (cell == null ? Cell.EMPTY : cell).with(candidate));
    }
    return table.entries(table.entries.with(entry.route().id(), entry));
  }

  /// The table without this route; this very table when it lacks it.
  public RouteTable without(UUID route) {
    RouteEntry entry = entries.get(route);
    if (entry == null) {
      return this;
    }
    RouteTable table = this;
    for (Candidate candidate : Candidate.of(entry)) {
      table = table.placed(candidate, cell -> cell == null ? null : cell.without(candidate));
    }
    return table.entries(entries.without(route));
  }

  private RouteTable entries(PersistentMap<UUID, RouteEntry> next) {
    return new RouteTable(next, byHost, byEnding, byBeginning, anyHost);
  }

  private RouteTable placed(Candidate candidate, UnaryOperator<@Nullable Cell> change) {
    List<String> paths = candidate.pathKeys();
    if (candidate.hosts().isEmpty()) {
      return new RouteTable(entries, byHost, byEnding, byBeginning, placed(anyHost, paths, change));
    }
    PersistentMap<String, Trie<Cell>> exact = byHost;
    Trie<Trie<Cell>> endings = byEnding;
    Trie<Trie<Cell>> beginnings = byBeginning;
    UnaryOperator<@Nullable Trie<Cell>> place =
        cells -> {
          Trie<Cell> next = placed(cells == null ? Trie.empty() : cells, paths, change);
          return next.isEmpty() ? null : next;
        };
    // Two hosts may differ in their ports alone: they share a place, which must be changed once.
    for (var host : candidate.hosts().stream().map(NamePattern::withoutPort).distinct().toList()) {
      switch (host.kind()) {
        case EXACT -> exact = exact.changed(host.text(), place);
        case ENDING -> endings = endings.changed(reversed(host.text()), place);
        case BEGINNING -> beginnings = beginnings.changed(host.text(), place);
      }
    }
    return new RouteTable(entries, exact, endings, beginnings, anyHost);
  }

  private static Trie<Cell> placed(
      Trie<Cell> cells, List<String> paths, UnaryOperator<@Nullable Cell> change) {
    Trie<Cell> next = cells;
    for (String path : paths) {
      next = next.changed(path, change);
    }
    return next;
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }
}
