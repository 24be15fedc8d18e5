package io.troop.benchmarks;

import java.io.IOException;
import java.util.List;

/// Requests per second through each contender. Right before each load nginx takes the same one, and
/// the ratio is to that: what else the machine does, and how warm it is, weighs on both.
final class Throughput {

  private static final List<Integer> CONNECTIONS = List.of(16, 64, 512);
  private static final Load.Shape PLAIN = Load.Shape.one("/plain/x");

  /// How long warming up may take at most, as a multiple of one load.
  private static final int WARM_UPS = 8;

  private final Report report;
  private final Nginx nginx;
  private final int seconds;

  /// @param nginx runs
  /// @param seconds how long one load lasts
  Throughput(Report report, Nginx nginx, int seconds) {
    this.report = report;
    this.nginx = nginx;
    this.seconds = seconds;
  }

  void begin() {
    report.table(
        "Throughput",
        "proxy",
        "load",
        "connections",
        "requests/s",
        "nginx then",
        "of nginx",
        "p50",
        "p99",
        "p99 of nginx",
        "processor time",
        "nginx's",
        "failed");
  }

  /// Plain relaying at all numbers of connections, warmed up first.
  void plain(Contender contender) throws IOException, InterruptedException {
    warmUp(contender, PLAIN);
    for (int connections : CONNECTIONS) {
      measure(contender, "plain", PLAIN, connections);
    }
  }

  /// One load at 64 connections, warmed up first.
  void one(Contender contender, String name, Load.Shape shape)
      throws IOException, InterruptedException {
    warmUp(contender, shape);
    measure(contender, name, shape, 64);
  }

  /// What else clients do: few and many connections, larger bodies, TLS, HTTP/2, a connection for
  /// each request.
  ///
  /// @param tlsBase scheme, host and port of the contender's listener with TLS
  void shapes(Contender contender, String tlsBase) throws IOException, InterruptedException {
    warmUp(contender, PLAIN);
    for (int connections : List.of(1, 1024)) {
      measure(contender, "plain", PLAIN, connections);
    }
    for (int size : Nginx.SIZES) {
      Load.Shape shape = Load.Shape.one("/plain/bytes-" + size);
      String name = "%,d bytes".formatted(size);
      compare(contender, contender.base(), nginx.base(), name, shape, 16);
    }
    Load.Shape closing = new Load.Shape("/plain/x", 1, 0, "Connection: close");
    compare(contender, contender.base(), nginx.base(), "a connection each", closing, 64);
    compare(contender, tlsBase, nginx.tlsBase(), "TLS", PLAIN, 64);
    if (H2Load.installed()) {
      H2Load.of(tlsBase, seconds);
      row(
          contender.name(),
          "HTTP/2",
          64,
          Cost.of(nginx.pid(), seconds, () -> H2Load.of(nginx.tlsBase(), seconds)),
          Cost.of(contender.pid(), seconds, () -> H2Load.of(tlsBase, seconds)));
    }
  }

  /// Loads until the rate does not grow any more: a just-in-time compiler needs some time.
  private void warmUp(Contender contender, Load.Shape shape)
      throws IOException, InterruptedException {
    double before = 0;
    for (int i = 0; i < WARM_UPS; i++) {
      double rate = Load.of(contender.base(), shape, 64, seconds).perSecond();
      if (rate < before * 1.03) {
        return;
      }
      before = rate;
    }
  }

  private void measure(Contender contender, String name, Load.Shape shape, int connections)
      throws IOException, InterruptedException {
    // wrk makes random paths and keys by a script that costs it a lot: nginx gets the same ones.
    Load.Shape same =
        shape.equals(PLAIN)
            ? PLAIN
            : new Load.Shape("/plain" + shape.path(), shape.spread(), shape.keys());
    Cost reference =
        Cost.of(nginx.pid(), seconds, () -> Load.of(nginx.base(), same, connections, seconds));
    Cost own =
        Cost.of(
            contender.pid(), seconds, () -> Load.of(contender.base(), shape, connections, seconds));
    row(contender.name(), name, connections, reference, own);
  }

  /// As [#measure], with nginx under the same load instead of the plain one.
  private void compare(
      Contender contender,
      String base,
      String nginxBase,
      String name,
      Load.Shape shape,
      int connections)
      throws IOException, InterruptedException {
    Load.of(base, shape, connections, seconds / 2 + 1);
    Cost reference =
        Cost.of(nginx.pid(), seconds, () -> Load.of(nginxBase, shape, connections, seconds));
    Cost own = Cost.of(contender.pid(), seconds, () -> Load.of(base, shape, connections, seconds));
    row(contender.name(), name, connections, reference, own);
  }

  private void row(String contender, String name, int connections, Cost nginxCost, Cost own) {
    Load reference = nginxCost.load();
    Load load = own.load();
    report.row(
        contender,
        name,
        connections,
        Report.number(load.perSecond(), 0),
        Report.number(reference.perSecond(), 0),
        Report.number(load.perSecond() / reference.perSecond(), 2),
        load.p50(),
        load.p99(),
        reference.p99(),
        own.perRequest(),
        nginxCost.perRequest(),
        load.failed());
  }
}
