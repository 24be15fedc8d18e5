package io.troop.ratelimit;

/// A window of any length, counted from 1970 on. *Immutable.*
///
/// @param sliding whether what the window before used still weighs, the less the longer ago it is
/// @param countsRefusals whether refused requests count, too
public record SizedWindow(long seconds, double limit, boolean sliding, boolean countsRefusals)
    implements Window {

  @Override
  public long start(long nowMillis) {
    long millis = seconds * 1000;
    return Math.floorDiv(nowMillis, millis) * millis;
  }

  @Override
  public boolean admits(double used) {
    return used + 1 <= limit;
  }

  @Override
  public double weight(long nowMillis) {
    double elapsed = nowMillis - start(nowMillis);
    return sliding ? 1 - elapsed / (seconds * 1000.0) : 0;
  }

  /// Seconds until one more request may pass for certain, if no other comes; at least 1.
  ///
  /// @param used what was used at this moment
  public long reset(double used, long nowMillis) {
    double left = seconds - (nowMillis - start(nowMillis)) / 1000.0;
    if (sliding && !admits(used)) {
      // At worst all of it was used in this window: it weighs fully until its end, then less and
      // less.
      left += seconds * Math.max(0, 1 - Math.max(0, limit - 1) / used);
    }
    return Math.max(1, (long) Math.ceil(left));
  }
}
