package io.troop.proxy.telemetry;

import io.troop.sketch.LatencySketch;

/// What was counted of requests that have something in common. *Confined to one thread at a time.*
public final class Traffic {

  /// One for each first digit of a status, 0 to 5.
  static final int CLASSES = 6;

  private final long[] requests = new long[CLASSES];
  private final LatencySketch latency = new LatencySketch();
  private final LatencySketch upstreamLatency = new LatencySketch();
  private long bytesIn;
  private long bytesOut;

  void add(int status, long in, long out, long micros, long upstreamMicros) {
    int first = status / 100;
    requests[first < CLASSES ? first : 0]++;
    bytesIn += in;
    bytesOut += out;
    latency.add(micros);
    if (upstreamMicros >= 0) {
      upstreamLatency.add(upstreamMicros);
    }
  }

  void merge(Traffic other) {
    for (int i = 0; i < CLASSES; i++) {
      requests[i] += other.requests[i];
    }
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    latency.merge(other.latency);
    upstreamLatency.merge(other.upstreamLatency);
  }

  /// Requests by the first digit of their status; those of digit 0 got no answer.
  long requests(int digit) {
    return requests[digit];
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  LatencySketch latency() {
    return latency;
  }

  LatencySketch upstreamLatency() {
    return upstreamLatency;
  }
}
