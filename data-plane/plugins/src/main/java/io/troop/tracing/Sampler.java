package io.troop.tracing;

/// Decides by a trace's name whether it is recorded, so that all who see it decide alike.
/// *Immutable.*
///
/// @param rate the share of traces that are: 0 for none, 1 for all
public record Sampler(double rate) {
  private static final double ALL = 0x1p64;

  /// @param traceId 32 hexadecimal digits
  public boolean samples(String traceId) {
    if (rate >= 1 || rate <= 0) {
      return rate >= 1;
    }
    // Kong: the first eight bytes, the least significant first.
    long first = Long.reverseBytes(Long.parseUnsignedLong(traceId.substring(0, 16), 16));
    double value = (first >>> 1) * 2.0 + (first & 1);
    return value < rate * ALL;
  }
}
