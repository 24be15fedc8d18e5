package io.troop.proxy.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Where an instance asks to run in the request phase, in place of where its priority puts it.
/// *Immutable.*
///
/// @param before the ranks of the plugins it runs before
/// @param after the ranks of the plugins it runs behind
record Place(Set<Integer> before, Set<Integer> after) {
  static final Place USUAL = new Place(Set.of(), Set.of());

  Place {
    before = Set.copyOf(before);
    after = Set.copyOf(after);
  }

  /// The steps in the order in which they ask to run; as they are where nobody asks. A step moves
  /// no further than it has to, and others stay. Of wishes that contradict each other some are not
  /// met.
  ///
  /// @param steps by rank
  static List<Chain.Step> arranged(List<Chain.Step> steps) {
    if (steps.stream().allMatch(step -> step.place().equals(USUAL))) {
      return steps;
    }
    List<Chain.Step> out = new ArrayList<>(steps);
    boolean moved = true;
    for (int round = 0; moved && round < steps.size(); round++) {
      moved = false;
      for (Chain.Step step : steps) {
        moved |= step.place().moves(step, out);
      }
    }
    return out;
  }

  private boolean moves(Chain.Step step, List<Chain.Step> steps) {
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
