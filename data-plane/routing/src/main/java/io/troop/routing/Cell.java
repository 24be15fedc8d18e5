package io.troop.routing;

import io.troop.state.PersistentMap;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The candidates for one host and one beginning of paths, best first. *Immutable.*
///
/// Those that ask for a header or a server name by value are looked up by that value, so that many
/// routes that differ in it only cost no more than one.
final class Cell {
  static final Cell EMPTY = new Cell(Ranked.NOBODY, new HeaderIndex[0]);

  private final Ranked candidates;
  private final HeaderIndex[] byHeader;

  /// Candidates by a value of one header, lower case.
  private record HeaderIndex(String name, PersistentMap<String, Ranked> byValue) {}

  private Cell(Ranked candidates, HeaderIndex[] byHeader) {
    this.candidates = candidates;
    this.byHeader = byHeader;
  }

  Cell with(Candidate candidate) {
    Candidate.Lookup header = candidate.lookup();
    if (header == null) {
      return new Cell(candidates.with(candidate), byHeader);
    }
    PersistentMap<String, Ranked> values = index(header.header());
    for (String value : header.values()) {
      Ranked there = values.get(value);
      values = values.with(value, (there == null ? Ranked.NOBODY : there).with(candidate));
    }
    return new Cell(candidates, replaced(header.header(), values));
  }

  /// The cell without a candidate of this entry that asks for the same; null when it is empty then.
  @Nullable Cell without(Candidate candidate) {
    Candidate.Lookup header = candidate.lookup();
    if (header == null) {
      return orNull(candidates.without(candidate), byHeader);
    }
    PersistentMap<String, Ranked> values = index(header.header());
    for (String value : header.values()) {
      Ranked there = values.get(value);
      Ranked left = there == null ? Ranked.NOBODY : there.without(candidate);
      values = left.isEmpty() ? values.without(value) : values.with(value, left);
    }
    return orNull(candidates, replaced(header.header(), values));
  }

  /// Shows the search what may match.
  void offer(Search search) {
    candidates.offer(search);
    for (HeaderIndex index : byHeader) {
      for (String line : Candidate.Lookup.values(search.query(), index.name)) {
        Ranked asking = index.byValue.get(line.toLowerCase(Locale.ROOT));
        if (asking != null) {
          asking.offer(search);
        }
      }
    }
  }

  private PersistentMap<String, Ranked> index(String name) {
    for (HeaderIndex index : byHeader) {
      if (index.name.equals(name)) {
        return index.byValue;
      }
    }
    return PersistentMap.empty();
  }

  private HeaderIndex[] replaced(String name, PersistentMap<String, Ranked> values) {
    HeaderIndex[] others =
        Arrays.stream(byHeader)
            .filter(index -> !index.name.equals(name))
            .toArray(HeaderIndex[]::new);
    if (values.isEmpty()) {
      return others;
    }
    HeaderIndex[] next = Arrays.copyOf(others, others.length + 1);
    next[others.length] = new HeaderIndex(name, values);
    return next;
  }

  private static @Nullable Cell orNull(Ranked candidates, HeaderIndex[] byHeader) {
    return candidates.isEmpty() && byHeader.length == 0 ? null : new Cell(candidates, byHeader);
  }
}
