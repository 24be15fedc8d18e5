package io.troop.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Requests per second through each contender. Each is warmed up with the very load that is
/// measured then, in rounds: right before each of its loads nginx takes the same one, and the ratio
/// is to that, so that what else the machine does weighs on both.
final class Throughput {

  private static final List<Integer> CONNECTIONS = List.of(16, 64, 512);
  private static final Load.Shape PLAIN = Load.Shape.one("/plain/x");

  /// Loads that warming up may take at most.
  private static final int WARM_UPS = 30;

  /// Hundredths of a second that the compilers may take during one of them when all is compiled.
  private static final long MOST_COMPILING = 10;

  /// How long each of them lasts, in seconds.
  private static final int WARM_UP = 2;

  private final Report report;
  private final Nginx nginx;
  private final int rounds;
  private final int seconds;

  /// @param nginx runs
  /// @param rounds how often each load is applied, in turns with nginx
  /// @param seconds how long one load lasts
  Throughput(Report report, Nginx nginx, int rounds, int seconds) {
    this.report = report;
    this.nginx = nginx;
    this.rounds = rounds;
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
        "lowest to highest",
        "p50",
        "p99",
        "p99 of nginx",
        "processor time",
        "nginx's",
        "failed");
  }

  /// Plain relaying at all numbers of connections.
  void plain(Contender contender) throws IOException, InterruptedException {
    for (int connections : CONNECTIONS) {
      measure(contender, "plain", PLAIN, connections);
    }
  }

  /// One load at 64 connections.
  void one(Contender contender, String name, Load.Shape shape)
      throws IOException, InterruptedException {
    measure(contender, name, shape, 64);
  }

  /// What else clients do: few and many connections, larger bodies, TLS, HTTP/2, a connection for
  /// each request.
  ///
  /// @param tlsBase scheme, host and port of the contender's listener with TLS
  void shapes(Contender contender, String tlsBase) throws IOException, InterruptedException {
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
      inTurns(
          contender,
          "HTTP/2",
          64,
          time -> H2Load.of(nginx.tlsBase(), time),
          time -> H2Load.of(tlsBase, time));
    }
  }

  private void measure(Contender contender, String name, Load.Shape shape, int connections)
      throws IOException, InterruptedException {
    // wrk makes random paths and keys by a script that costs it a lot: nginx gets the same ones.
    Load.Shape same =
        shape.equals(PLAIN)
            ? PLAIN
            : new Load.Shape("/plain" + shape.path(), shape.spread(), shape.keys());
    inTurns(
        contender,
        name,
        connections,
        time -> Load.of(nginx.base(), same, connections, time),
        time -> Load.of(contender.base(), shape, connections, time));
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
    inTurns(
        contender,
        name,
        connections,
        time -> Load.of(nginxBase, shape, connections, time),
        time -> Load.of(base, shape, connections, time));
  }

  /// A load that lasts as long as is wanted.
  private interface Timed {
    Load apply(int seconds) throws IOException, InterruptedException;
  }

  /// One load of nginx and one of ours, round by round, when ours is warm. The round whose ratio is
  /// the median is shown.
  private void inTurns(
      Contender contender, String name, int connections, Timed reference, Timed own)
      throws IOException, InterruptedException {
    warmUp(contender.pid(), own);
    List<Round> measured = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      measured.add(
          new Round(
              Cost.of(nginx.pid(), seconds, () -> reference.apply(seconds)),
              Cost.of(contender.pid(), seconds, () -> own.apply(seconds))));
    }
    row(contender.name(), name, connections, measured);
  }

  /// Loads until the rate does not grow any more and the compilers have little to do, twice
  /// running: every shape of load is compiled anew. The rate alone stands still, too, while the
  /// machine does something else.
  private static void warmUp(long pid, Timed own) throws IOException, InterruptedException {
    double best = 0;
    int still = 0;
    for (int i = 0; i < WARM_UPS && still < 2; i++) {
      long before = Compilers.ticks(pid);
      double rate = own.apply(WARM_UP).perSecond();
      boolean compiling = Compilers.ticks(pid) - before > MOST_COMPILING;
      still = compiling || rate > best * 1.03 ? 0 : still + 1;
      best = Math.max(best, rate);
    }
  }

  private record Round(Cost nginx, Cost own) {
    double ratio() {
      return own.load().perSecond() / nginx.load().perSecond();
    }
  }

  private void row(String contender, String name, int connections, List<Round> measured) {
    List<Round> sorted =
        measured.stream().sorted(Comparator.comparingDouble(Round::ratio)).toList();
    Round median = sorted.get(sorted.size() / 2);
    Load reference = median.nginx().load();
    Load load = median.own().load();
    report.row(
        contender,
        name,
        connections,
        Report.number(load.perSecond(), 0),
        Report.number(reference.perSecond(), 0),
        Report.number(median.ratio(), 2),
        Report.number(sorted.getFirst().ratio(), 2)
            + " to "
            + Report.number(sorted.getLast().ratio(), 2),
        load.p50(),
        load.p99(),
        reference.p99(),
        median.own().perRequest(),
        median.nginx().perRequest(),
        measured.stream().mapToLong(round -> round.own().load().failed()).sum());
  }
}
