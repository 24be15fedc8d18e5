package io.troop.routing;

import java.util.Arrays;

/// Candidates, best first. *Immutable.* Kept in pieces, so that one more of very many costs a copy
/// of a piece and not of all.
final class Ranked {
  private static final int MOST_IN_PIECE = 128;
  static final Ranked NOBODY = new Ranked(new Candidate[0][]);

  /// None is empty.
  private final Candidate[][] pieces;

  private Ranked(Candidate[][] pieces) {
    this.pieces = pieces;
  }

  boolean isEmpty() {
    return pieces.length == 0;
  }

  /// Shows them to the search, until it needs no more.
  void offer(Search search) {
    for (Candidate[] piece : pieces) {
      if (!search.consider(piece)) {
        return;
      }
    }
  }

  Ranked with(Candidate candidate) {
    if (isEmpty()) {
      return new Ranked(new Candidate[][] {{candidate}});
    }
    int at = piece(candidate);
    Candidate[] grown = inserted(pieces[at], candidate);
    if (grown.length <= MOST_IN_PIECE) {
      return replaced(at, grown);
    }
    int half = grown.length / 2;
    return replaced(at, Arrays.copyOf(grown, half), Arrays.copyOfRange(grown, half, grown.length));
  }

  /// Without the candidates of this entry that have this rank.
  Ranked without(Candidate candidate) {
    Ranked next = this;
    for (int at = pieces.length - 1; at >= 0; at--) {
      Candidate[] piece = pieces[at];
      if (beginsAfter(piece, candidate) || endsBefore(piece, candidate)) {
        continue;
      }
      Candidate[] left =
          Arrays.stream(piece)
              .filter(there ->
                  there.entry() != candidate.entry() || !there.rank().equals(candidate.rank()))
              .toArray(Candidate[]::new);
      if (left.length < piece.length) {
        next = left.length == 0 ? next.replaced(at) : next.replaced(at, left);
      }
    }
    return next;
  }

  private static boolean beginsAfter(Candidate[] piece, Candidate candidate) {
    return piece[0].rank().compareTo(candidate.rank()) < 0;
  }

  private static boolean endsBefore(Candidate[] piece, Candidate candidate) {
    return piece[piece.length - 1].rank().compareTo(candidate.rank()) > 0;
  }

  /// The piece a candidate belongs in: the first one that does not end before it, else the last.
  private int piece(Candidate candidate) {
    int from = 0;
    int to = pieces.length - 1;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (endsBefore(pieces[middle], candidate)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
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

  private Ranked replaced(int at, Candidate[]... by) {
    Candidate[][] next = new Candidate[pieces.length - 1 + by.length][];
    System.arraycopy(pieces, 0, next, 0, at);
    System.arraycopy(by, 0, next, at, by.length);
    System.arraycopy(pieces, at + 1, next, at + by.length, pieces.length - at - 1);
    return new Ranked(next);
  }
}
