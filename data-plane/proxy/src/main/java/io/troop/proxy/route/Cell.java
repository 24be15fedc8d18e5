package io.troop.proxy.route;

import io.troop.state.PersistentMap;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The candidates for one host and one beginning of paths, best first. *Immutable.*
///
/// Those that ask for a header or a server name by value are looked up by that value, so that many
/// routes that differ in it only cost no more than one.
final class Cell {
  private static final Candidate[] NOBODY = {};
  static final Cell EMPTY = new Cell(NOBODY, new HeaderIndex[0]);

  private final Candidate[] candidates;
  private final HeaderIndex[] byHeader;

  /// Candidates by a value of one header, lower case.
  private record HeaderIndex(String name, PersistentMap<String, Candidate[]> byValue) {}

  private Cell(Candidate[] candidates, HeaderIndex[] byHeader) {
    this.candidates = candidates;
    this.byHeader = byHeader;
  }

  Cell with(Candidate candidate) {
    Candidate.Lookup header = candidate.lookup();
    if (header == null) {
      return new Cell(inserted(candidates, candidate), byHeader);
    }
    PersistentMap<String, Candidate[]> values = index(header.header());
    for (String value : header.values()) {
      Candidate[] there = values.get(value);
      values = values.with(value, inserted(there == null ? NOBODY : there, candidate));
    }
    return new Cell(candidates, replaced(header.header(), values));
  }

  /// The cell without a candidate of this entry that asks for the same; null when it is empty then.
  @Nullable Cell without(Candidate candidate) {
    Candidate.Lookup header = candidate.lookup();
    if (header == null) {
      return orNull(removed(candidates, candidate), byHeader);
    }
    PersistentMap<String, Candidate[]> values = index(header.header());
    for (String value : header.values()) {
      Candidate[] there = values.get(value);
      Candidate[] left = there == null ? NOBODY : removed(there, candidate);
      values = left.length == 0 ? values.without(value) : values.with(value, left);
    }
    return orNull(candidates, replaced(header.header(), values));
  }

  /// Shows the search what may match.
  void offer(Search search) {
    search.consider(candidates);
    for (HeaderIndex index : byHeader) {
      for (String line : Candidate.Lookup.values(search.query(), index.name)) {
        Candidate[] asking = index.byValue.get(line.toLowerCase(Locale.ROOT));
        if (asking != null) {
          search.consider(asking);
        }
      }
    }
  }

  private PersistentMap<String, Candidate[]> index(String name) {
    for (HeaderIndex index : byHeader) {
      if (index.name.equals(name)) {
        return index.byValue;
      }
    }
    return PersistentMap.empty();
  }

  private HeaderIndex[] replaced(String name, PersistentMap<String, Candidate[]> values) {
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

  private static @Nullable Cell orNull(Candidate[] candidates, HeaderIndex[] byHeader) {
    return candidates.length == 0 && byHeader.length == 0 ? null : new Cell(candidates, byHeader);
  }

  private static Candidate[] inserted(Candidate[] sorted, Candidate candidate) {
    int place = 0;
    int end = sorted.length;
    while (place < end) {
      int middle = (place + end) >>> 1;
      if (sorted[middle].rank().compareTo(candidate.rank()) > 0) {
        place = middle + 1;
      } else {
        end = middle;
      }
    }
    Candidate[] next = new Candidate[sorted.length + 1];
    System.arraycopy(sorted, 0, next, 0, place);
    next[place] = candidate;
    System.arraycopy(sorted, place, next, place + 1, sorted.length - place);
    return next;
  }

  private static Candidate[] removed(Candidate[] sorted, Candidate candidate) {
    return Arrays.stream(sorted)
        .filter(
            there -> there.entry() != candidate.entry() || !there.rank().equals(candidate.rank()))
        .toArray(Candidate[]::new);
  }
}
