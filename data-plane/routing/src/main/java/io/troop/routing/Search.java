package io.troop.routing;

import org.jspecify.annotations.Nullable;

/// The best candidate seen so far for one request. *Confined to one call of the router.*
class Search {
  private final RouteQuery query;
  private final String path;
  private @Nullable Candidate best;
  private int bestLength;

  Search(RouteQuery query, String path) {
    this.query = query;
    this.path = path;
  }

  RouteQuery query() {
    return query;
  }

  /// Looks through all candidates for beginnings of the path.
  void through(Trie<Cell> cells) {
    for (Trie.Node<Cell> node = cells.root(); node != null; node = node.next(path)) {
      Cell cell = node.value();
      if (cell != null) {
        cell.offer(this);
      }
    }
  }

  /// @param candidates sorted, best first
  /// @return whether one after them could be better than what was found
  boolean consider(Candidate[] candidates) {
    for (Candidate candidate : candidates) {
      if (best != null && best.rank().compareTo(candidate.rank()) >= 0) {
        return false;
      }
      int length = candidate.take(query, path);
      if (length >= 0) {
        best = candidate;
        bestLength = length;
        return false;
      }
    }
    return true;
  }

  /// The rank of what was found; null when nothing was.
  @Nullable Rank rank() {
    return best == null ? null : best.rank();
  }

  @Nullable Match match() {
    return best == null ? null : best.match(query, path, bestLength);
  }
}
