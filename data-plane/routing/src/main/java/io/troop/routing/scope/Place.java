package io.troop.routing.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Where an instance asks to run in the request phase, in place of where its priority puts it.
/// *Immutable.*
///
/// @param before the ranks of the plugins it runs before
/// @param after the ranks of the plugins it runs behind
public record Place(Set<Integer> before, Set<Integer> after) {
  public static final Place USUAL = new Place(Set.of(), Set.of());

  public Place {
    before = Set.copyOf(before);
    after = Set.copyOf(after);
  }

  /// The steps in the order in which they ask to run; as they are where nobody asks. A step moves
  /// no further than it has to, and others stay. Of wishes that contradict each other some are not
  /// met.
  ///
  /// @param steps by rank
  public static <P extends Placed> List<P> arranged(List<P> steps) {
    if (steps.stream().allMatch(step -> step.place().equals(USUAL))) {
      return steps;
    }
    List<P> out = new ArrayList<>(steps);
    boolean moved = true;
    for (int round = 0; moved && round < steps.size(); round++) {
      moved = false;
      for (P step : steps) {
        moved |= step.place().moves(step, out);
      }
    }
    return out;
  }

  private <P extends Placed> boolean moves(P step, List<P> steps) {
    int from = steps.indexOf(step);
    int to = from;
    for (int i = 0; i < steps.size(); i++) {
      int rank = steps.get(i).order();
      if (before.contains(rank) && i < to) {
        to = i;
      } else if (after.contains(rank) && i > to) {
        to = i;
      }
    }
    if (to == from) {
      return false;
    }
    steps.remove(from);
    steps.add(to, step);
    return true;
  }
}
