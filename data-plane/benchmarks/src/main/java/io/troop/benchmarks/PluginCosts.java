package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// What each plugin costs on the way of a request, as a ratio to plain relaying through the same
/// node. Each short load of a plugin has a plain one right before and right after it (of two
/// plugins, to be quick); the ratio is to the mean of the two, and the median of several rounds
/// counts: what else the machine does weighs on both. The node's processor time for each request is
/// told, too, and what it comes to as a ratio: that hardly depends on who else wants the
/// processors.
final class PluginCosts {

  private static final Load.Shape PLAIN = Load.Shape.one("/plain/x");
  private static final int CONNECTIONS = 64;
  private static final double LOWEST = 0.85;
  private static final double LOWEST_TOGETHER = 0.8;
  private static final String TOGETHER = "key-auth + rate-limiting on 100 routes × 100 consumers";

  private final Report report;
  private final Path root;
  private final Path folder;
  private final Set<String> names;
  private final int rounds;
  private final int seconds;
  private final int warmUpSeconds;

  /// How many plugins share two plain loads.
  private final int together;

  /// @param names of the cases to measure; empty for all
  PluginCosts(Report report, Path root, Path folder, boolean quick, Set<String> names) {
    this.report = report;
    this.root = root;
    this.folder = folder;
    this.names = names;
    this.rounds = !quick ? 7 : names.isEmpty() ? 3 : 11;
    this.seconds = quick ? 1 : 3;
    // A few can be warmed up for longer: what the compiler takes is no cost of a plugin.
    this.warmUpSeconds = !quick ? 6 : names.isEmpty() ? 1 : 5;
    this.together = quick ? 2 : 1;
  }

  /// A load with the plain one that it is held against, and the target of their ratio.
  private record Pair(String name, String kind, Load.Shape with, Load.Shape plain, double lowest) {}

  void run() throws IOException, InterruptedException {
    try (Nginx upstream = Nginx.upstream(folder);
        Sink sink = Sink.open();
        Troop troop = new Troop(root, folder, upstream.port())) {
      upstream.start();
      troop.start();
      BenchCredentials credentials = BenchCredentials.make(troop);
      List<Pair> pairs = new ArrayList<>();
      for (PluginCase each : PluginCase.all(credentials, upstream.base(), sink.port())) {
        if (isWanted(each.name())) {
          pairs.add(configure(troop, each));
        }
      }
      if (isWanted(TOGETHER)) {
        pairs.add(configureTogether(troop));
      }
      measure(troop, pairs);
    }
  }

  private boolean isWanted(String name) {
    return names.isEmpty() || names.contains(name);
  }

  private static Pair configure(Troop troop, PluginCase each)
      throws IOException, InterruptedException {
    String route = each.name().replaceAll("[^a-z]+", "-");
    List<String> plugins = each.plugins();
    configureRoute(troop, route, plugins);
    Load.Shape with = new Load.Shape("/" + route + "/x", 1, 0, each.header());
    Load.Shape plain = new Load.Shape(PLAIN.path(), 1, 0, each.header());
    PluginCase.Kind kind = each.kind();
    return new Pair(each.name(), kind.words, with, plain, kind.held ? LOWEST : 0);
  }

  private static void configureRoute(Troop troop, String route, List<String> plugins)
      throws IOException, InterruptedException {
    troop.change(
        "POST",
        "/services/up/routes",
        "{\"name\":\"%1$s\",\"paths\":[\"/%1$s\"]}".formatted(route));
    for (String plugin : plugins) {
      troop.change("POST", "/routes/" + route + "/plugins", plugin);
    }
  }

  private static Pair configureTogether(Troop troop) throws IOException, InterruptedException {
    for (int i = 0; i < 100; i++) {
      configureRoute(
          troop,
          "limited" + i,
          List.of(
              "{\"name\":\"key-auth\"}",
              "{\"name\":\"rate-limiting\",\"config\":{\"minute\":1000000000,\"policy\":\"local\"}}"));
    }
    // wrk spends much on making paths and keys at random: the plain load has them, too.
    return new Pair(
        TOGETHER,
        PluginCase.Kind.RELAYED.words,
        new Load.Shape("/limited", 100, 100),
        new Load.Shape("/plain/limited", 100, 100),
        LOWEST_TOGETHER);
  }

  private void measure(Troop troop, List<Pair> pairs) throws IOException, InterruptedException {
    warmUp(troop, pairs);
    List<Weight> weights = new ArrayList<>();
    pairs.forEach(_ -> weights.add(new Weight(rounds)));
    for (int round = 0; round < rounds; round++) {
      Run before = null;
      int spread = 0;
      for (int first = 0; first < pairs.size(); ) {
        Load.Shape plain = pairs.get(first).plain;
        if (before == null || plain.spread() != spread) {
          before = run(troop, plain);
        }
        List<Run> with = new ArrayList<>();
        while (with.size() < together
            && first + with.size() < pairs.size()
            && pairs.get(first + with.size()).plain.spread() == plain.spread()) {
          with.add(run(troop, pairs.get(first + with.size()).with));
        }
        Run after = run(troop, plain);
        for (Run each : with) {
          weights.get(first++).add(round, before, each, after);
        }
        before = after; // The next one's neighbour, too.
        spread = plain.spread();
      }
    }
    tell(pairs, weights);
  }

  /// One load, and what the node's processor time was for each request, in microseconds.
  private record Run(Load load, double micros) {}

  private Run run(Troop troop, Load.Shape shape) throws IOException, InterruptedException {
    double begun = troop.processorSeconds("node-1");
    Load load = Load.of(troop.base(), shape, CONNECTIONS, seconds);
    double taken = troop.processorSeconds("node-1") - begun;
    return new Run(load, taken * 1e6 / (load.perSecond() * seconds));
  }

  /// What one plugin's rounds came to.
  private static final class Weight {
    private final double[] ratios;
    private final double[] micros;
    private final double[] plainMicros;
    private final double[] shares;
    private double most;
    private long failed;

    Weight(int rounds) {
      ratios = new double[rounds];
      micros = new double[rounds];
      plainMicros = new double[rounds];
      shares = new double[rounds];
    }

    void add(int round, Run before, Run with, Run after) {
      double plain = (before.load.perSecond() + after.load.perSecond()) / 2;
      ratios[round] = with.load.perSecond() / plain;
      micros[round] = with.micros;
      plainMicros[round] = (before.micros + after.micros) / 2;
      shares[round] = plainMicros[round] / micros[round];
      most = Math.max(most, with.load.perSecond());
      failed += with.load.failed();
    }

    static double[] sorted(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return sorted;
    }

    static double median(double[] values) {
      return sorted(values)[values.length / 2];
    }
  }

  private void warmUp(Troop troop, List<Pair> pairs) throws IOException, InterruptedException {
    // The last change that is live says that all are.
    troop.change("POST", "/services/up/routes", "{\"name\":\"end\",\"paths\":[\"/end\"]}");
    troop.awaitLive("/end");
    for (int i = 0; i < 3; i++) {
      Load.of(troop.base(), PLAIN, CONNECTIONS, warmUpSeconds);
    }
    for (Pair pair : pairs) {
      Load.of(troop.base(), pair.with, CONNECTIONS, warmUpSeconds);
    }
  }

  private void tell(List<Pair> pairs, List<Weight> weights) {
    report.table(
        "Plugins, %d connections, %d rounds of %d s".formatted(CONNECTIONS, rounds, seconds),
        "plugin",
        "request",
        "most requests/s",
        "of plain (median)",
        "lowest",
        "highest",
        "target",
        "processor time",
        "plain then",
        "of plain by processor time",
        "failed");
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      Weight weight = weights.get(i);
      double[] ratios = Weight.sorted(weight.ratios);
      report.row(
          pair.name,
          pair.kind,
          Report.number(weight.most, 0),
          Report.number(Weight.median(ratios), 2),
          Report.number(ratios[0], 2),
          Report.number(ratios[rounds - 1], 2),
          pair.lowest == 0 ? "" : "≥ " + pair.lowest,
          Report.number(Weight.median(weight.micros), 1) + " µs",
          Report.number(Weight.median(weight.plainMicros), 1) + " µs",
          Report.number(Weight.median(weight.shares), 2),
          weight.failed);
    }
  }
}
