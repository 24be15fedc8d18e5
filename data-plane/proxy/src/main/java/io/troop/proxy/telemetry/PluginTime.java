package io.troop.proxy.telemetry;

import io.troop.sketch.LatencySketch;

/// What a plugin took of the measured requests of one route. *Confined to one thread at a time.*
public final class PluginTime {

  private final long[] requests = new long[Traffic.CLASSES];
  private final LatencySketch time = new LatencySketch();

  void add(int status, long micros) {
    int first = status / 100;
    requests[first < requests.length ? first : 0]++;
    time.add(micros);
  }

  void merge(PluginTime other) {
    for (int i = 0; i < requests.length; i++) {
      requests[i] += other.requests[i];
    }
    time.merge(other.time);
  }

  /// Requests by the first digit of their status; those of digit 0 got no answer.
  public long requests(int digit) {
    return requests[digit];
  }

  public LatencySketch time() {
    return time;
  }
}
