package io.troop.ratelimit;

import java.util.List;

/// How much of some windows was used up before a request came. *Immutable.*
///
/// @param windows with their limits
/// @param used one for each window
/// @param admitted whether all windows had something left, so that the request was counted
public record Usage(List<? extends Window> windows, List<Double> used, boolean admitted) {

  public Usage {
    windows = List.copyOf(windows);
    used = List.copyOf(used);
  }

  /// What was left of a window before the request.
  public double left(int index) {
    return windows.get(index).limit() - used.get(index);
  }

  /// What was used of windows, admitted when each has something left.
  public static Usage of(List<? extends Window> windows, List<Double> used) {
    return new Usage(windows, used, allFree(windows, used));
  }

  static boolean allFree(List<? extends Window> windows, List<Double> used) {
    for (int i = 0; i < windows.size(); i++) {
      if (!windows.get(i).admits(used.get(i))) {
        return false;
      }
    }
    return true;
  }
}
