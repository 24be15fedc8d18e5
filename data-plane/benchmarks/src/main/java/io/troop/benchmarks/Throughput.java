package io.troop.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Requests per second through each contender, as ratios to nginx in the same run.
final class Throughput {

  private static final List<Integer> CONNECTIONS = List.of(16, 64, 512);

  private final Report report;
  private final int seconds;
  private final Map<Integer, Double> nginx = new HashMap<>();

  Throughput(Report report, int seconds) {
    this.report = report;
    this.seconds = seconds;
  }

  void begin() {
    report.table(
        "Throughput",
        "proxy",
        "load",
        "connections",
        "requests/s",
        "of nginx",
        "p50",
        "p99",
        "failed");
  }

  /// Plain relaying at all numbers of connections, warmed up first.
  void plain(Contender contender) throws IOException, InterruptedException {
    Load.Shape shape = Load.Shape.one("/plain/x");
    warmUp(contender, shape);
    for (int connections : CONNECTIONS) {
      Load load = measure(contender, "plain", shape, connections);
      if (contender instanceof Nginx) {
        nginx.put(connections, load.perSecond());
      }
    }
  }

  /// One load at 64 connections, warmed up first.
  Load one(Contender contender, String name, Load.Shape shape)
      throws IOException, InterruptedException {
    warmUp(contender, shape);
    return measure(contender, name, shape, 64);
  }

  private void warmUp(Contender contender, Load.Shape shape)
      throws IOException, InterruptedException {
    // A just-in-time compiler needs some time, and nothing else gains by it.
    Load.of(contender.base(), shape, 64, contender instanceof Nginx ? 2 : seconds);
  }

  private Load measure(Contender contender, String name, Load.Shape shape, int connections)
      throws IOException, InterruptedException {
    Load load = Load.of(contender.base(), shape, connections, seconds);
    Double reference = nginx.get(connections);
    String ratio =
        contender instanceof Nginx || reference == null
            ? "1"
            : Report.number(load.perSecond() / reference, 2);
    report.row(
        contender.name(),
        name,
        connections,
        Report.number(load.perSecond(), 0),
        ratio,
        load.p50(),
        load.p99(),
        load.failed());
    return load;
  }
}
