package io.troop.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A load, and the processor time that the proxy took for it. Unlike the rate that time says
/// something on a machine that others use, too. *Immutable.*
///
/// @param micros of processor time per request; NaN when it is not known
record Cost(Load load, double micros) {

  /// Applies a load.
  interface Run {
    Load apply() throws IOException, InterruptedException;
  }

  /// @param pid the proxy's process, which may have children; 0 for none
  /// @param seconds how long the load lasts
  static Cost of(long pid, int seconds, Run run) throws IOException, InterruptedException {
    return of(List.of(pid), seconds, run);
  }

  /// The same for several processes that work together.
  static Cost of(List<Long> pids, int seconds, Run run) throws IOException, InterruptedException {
    Duration before = taken(pids);
    Load load = run.apply();
    double requests = load.perSecond() * seconds;
    long nanos = taken(pids).minus(before).toNanos();
    return new Cost(load, nanos == 0 ? Double.NaN : nanos / 1e3 / requests);
  }

  private static Duration taken(List<Long> pids) {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  String perRequest() {
    return Double.isNaN(micros) ? "-" : Report.number(micros, 1) + " µs";
  }
}
