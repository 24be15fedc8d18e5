package io.troop.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// How long a change takes to serve, and what it costs on the wire.
final class Changes {

  private static final int SAMPLES = 200;
  private static final int CHANGE_SET = 1_000;

  private final Troop troop;
  private final Report report;
  private final List<Object[]> rows = new ArrayList<>();
  private int routes;
  private int made;

  Changes(Troop troop, Report report) {
    this.troop = troop;
    this.report = report;
  }

  /// Shows all that was measured.
  void tell() {
    report.table(
        "A change of one entity",
        "routes",
        "sent → live p50",
        "sent → live p99",
        "confirmed → live p50",
        "confirmed → live p99",
        "bytes to a node",
        "bytes from it");
    rows.forEach(report::row);
  }

  /// Adds routes `/r0` … until there are as many, as change sets of many each.
  void growTo(int wanted) throws IOException, InterruptedException {
    while (routes < wanted) {
      int end = Math.min(wanted, routes + CHANGE_SET);
      StringJoiner operations = new StringJoiner(",", "{\"operations\":[", "]}");
      for (; routes < end; routes++) {
        operations.add(
            """
            {"method":"POST","path":"/services/up/routes","body":{"name":"r%1$d","paths":["/r%1$d"]}}\
            """
                .formatted(routes));
      }
      troop.change("POST", "/change-sets", operations.toString());
    }
    troop.awaitLive("/r" + (routes - 1) + "/x");
  }

  /// Creates routes one by one and asks the proxy for each until it relays it. A further node,
  /// whose way to the control plane is metered, takes every change, too.
  void measure() throws IOException, InterruptedException {
    try (Meter meter = Meter.before(troop.port("CLUSTER"))) {
      troop.launcher(
          Map.of("KONG_CLUSTER_CONTROL_PLANE", "127.0.0.1:" + meter.port()), "node", "9");
      long[] sent = new long[SAMPLES];
      long[] confirmed = new long[SAMPLES];
      once();
      long receivedBefore = meter.received();
      long sentBefore = meter.sent();
      for (int i = 0; i < SAMPLES; i++) {
        long[] times = once();
        sent[i] = times[0];
        confirmed[i] = times[1];
      }
      rows.add(
          new Object[] {
            Report.number(routes, 0),
            Report.millis(percentile(sent, 50)),
            Report.millis(percentile(sent, 99)),
            Report.millis(percentile(confirmed, 50)),
            Report.millis(percentile(confirmed, 99)),
            Report.number((meter.received() - receivedBefore) / (double) SAMPLES, 0),
            Report.number((meter.sent() - sentBefore) / (double) SAMPLES, 0)
          });
      troop.launcher(Map.of(), "stop", "node-9");
    }
  }

  /// Nanoseconds from sending a change, and from its confirmation, until it serves.
  private long[] once() throws IOException, InterruptedException {
    String name = "live-" + made++;
    long begun = System.nanoTime();
    troop.change(
        "POST",
        "/services/up/routes",
        "{\"name\":\"%s\",\"paths\":[\"/%s\"]}".formatted(name, name));
    long confirmed = System.nanoTime();
    troop.awaitLive("/" + name + "/x");
    long live = System.nanoTime();
    return new long[] {live - begun, live - confirmed};
  }

  static long percentile(long[] values, int percent) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
