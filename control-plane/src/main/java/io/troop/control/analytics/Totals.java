package io.troop.control.analytics;

import io.troop.sketch.LatencySketch;

/// A sum of traffic. *Confined to one thread at a time.*
public final class Totals {

  /// By the first digit of a status, 0 to 5.
  static final int CLASSES = 6;

  private final long[] requests = new long[CLASSES];
  private final LatencySketch latency = new LatencySketch();
  private final LatencySketch upstream = new LatencySketch();
  private long bytesIn;
  private long bytesOut;

  void add(long[] more, long in, long out, LatencySketch took, LatencySketch tookUpstream) {
    for (int digit = 0; digit < CLASSES; digit++) {
      requests[digit] += more[digit];
    }
    bytesIn += in;
    bytesOut += out;
    latency.merge(took);
    upstream.merge(tookUpstream);
  }

  void add(Totals other) {
    add(other.requests, other.bytesIn, other.bytesOut, other.latency, other.upstream);
  }

  /// Requests by the first digit of their status; those of digit 0 got no answer.
  public long requests(int digit) {
    return requests[digit];
  }

  /// All requests.
  public long requests() {
    long sum = 0;
    for (long each : requests) {
      sum += each;
    }
    return sum;
  }

  /// The share of requests that were answered with 5xx.
  public double errorShare() {
    long all = requests();
    return all == 0 ? 0 : (double) requests[5] / all;
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  /// In microseconds.
  public LatencySketch latency() {
    return latency;
  }

  LatencySketch upstream() {
    return upstream;
  }
}
