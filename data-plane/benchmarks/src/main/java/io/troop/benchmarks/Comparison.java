package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// The whole comparison, in the order it runs. Everything listens on the loopback interface only,
/// every load is bounded in time, and all that is started is stopped.
///
/// Arguments: the project's folder, the folder for what is written, then `--quick` (shorter loads,
/// at most 1,000 routes) and
/// `--only=peers,throughput,shapes,rates,routes,changes,starts,admin,governance,audit` as wished
/// (`--rows=N` entries in the audit log, a million unless it is said); or `--plugins` for the costs
/// of plugins alone, `--plugins=NAME,NAME` for some of them.
public final class Comparison {

  private static final String PARTS =
      "peers,throughput,shapes,rates,routes,changes,starts,admin,governance,audit";

  private static final long ROWS = 1_000_000;

  private final Path root;
  private final Path folder;
  private final boolean quick;
  private final Set<String> only;
  private final Report report = new Report();

  private Comparison(Path root, Path folder, boolean quick, Set<String> only) {
    this.root = root;
    this.folder = folder;
    this.quick = quick;
    this.only = only;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[1]);
    boolean quick = false;
    Set<String> only = Set.of(PARTS.split(","));
    Set<String> plugins = null;
    long rows = ROWS;
    for (int i = 2; i < arguments.length; i++) {
      if (arguments[i].equals("--quick")) {
        quick = true;
      } else if (arguments[i].startsWith("--only=")) {
        only = Set.of(arguments[i].substring("--only=".length()).split(","));
      } else if (arguments[i].matches("--rows=\\d{3,9}")) {
        rows = Long.parseLong(arguments[i].substring("--rows=".length()));
      } else if (arguments[i].equals("--plugins")) {
        plugins = Set.of();
      } else if (arguments[i].startsWith("--plugins=")) {
        plugins = Set.of(arguments[i].substring("--plugins=".length()).split(","));
      } else {
        throw new IllegalArgumentException(
            arguments[i] + " (expected: --quick, --plugins, --rows=N or --only=" + PARTS + ")");
      }
    }
    Files.createDirectories(folder);
    Comparison comparison = new Comparison(Path.of(arguments[0]), folder, quick, only);
    if (plugins != null) {
      new PluginCosts(comparison.report, comparison.root, folder, quick, plugins).run();
      Files.writeString(folder.resolve("plugins.md"), comparison.report.toString());
      return;
    }
    if (!Set.of("admin", "governance", "audit").containsAll(only)) {
      comparison.run();
    }
    if (only.contains("admin")) {
      new Administration(comparison.report, comparison.root, folder, quick).run();
    }
    if (only.contains("governance")) {
      new Governance(comparison.report, comparison.root, folder, quick).run();
    }
    if (only.contains("audit")) {
      new AuditLog(comparison.report).run(comparison.root, folder, rows, Governance.GOVERNED);
    }
    Files.writeString(folder.resolve("result.md"), comparison.report.toString());
  }

  private void run() throws IOException, InterruptedException {
    report.line(
        "Measured on %d cores with Java %s; wrk, proxy and upstream share them."
            .formatted(Runtime.getRuntime().availableProcessors(), Runtime.version().feature()));
    try (Nginx upstream = Nginx.upstream(folder);
        Nginx nginx = Nginx.proxy(folder, upstream.port())) {
      upstream.start();
      nginx.start();
      Throughput throughput = new Throughput(report, nginx, quick ? 3 : 5, quick ? 2 : 4);
      throughput.begin();
      if (only.contains("peers")) {
        for (Contender contender : others(upstream.port())) {
          try (contender) {
            contender.start();
            throughput.plain(contender);
          }
        }
      }
      try (Troop troop = new Troop(root, folder, upstream.port())) {
        troop.start();
        ours(troop, throughput, nginx);
      }
    }
  }

  private List<Contender> others(int upstreamPort) throws IOException {
    List<Contender> others = new ArrayList<>();
    if (installed("haproxy")) {
      others.add(new HaProxy(folder, upstreamPort));
    }
    others.add(new SpringCloudGateway(root, folder, upstreamPort));
    return others;
  }

  private static boolean installed(String program) {
    return List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin").stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private void ours(Troop troop, Throughput throughput, Nginx nginx)
      throws IOException, InterruptedException {
    Changes changes = new Changes(troop, report);
    long atRest = troop.residentMegabytes("node-1");
    if (only.contains("throughput")) {
      throughput.plain(troop);
      withKeys(troop, throughput);
    }
    if (only.contains("shapes")) {
      throughput.shapes(troop, troop.tlsBase());
    }
    if (only.contains("rates")) {
      rates(troop, nginx);
    }
    if (only.contains("routes") || only.contains("changes")) {
      for (int routes : sizes()) {
        changes.growTo(routes);
        if (only.contains("routes")) {
          throughput.one(troop, "%,d routes".formatted(routes), new Load.Shape("/r", routes, 0));
        }
        if (only.contains("changes")) {
          changes.measure();
        }
      }
      changes.tell();
    }
    if (only.contains("starts")) {
      starts(troop, atRest);
    }
  }

  private List<Integer> sizes() {
    return quick ? List.of(10, 1_000) : List.of(10, 1_000, 50_000);
  }

  /// key-auth alone on one route, then with rate limiting on 100 routes for 100 consumers.
  private void withKeys(Troop troop, Throughput throughput)
      throws IOException, InterruptedException {
    for (int i = 0; i < 100; i++) {
      troop.change("POST", "/consumers", "{\"username\":\"consumer-" + i + "\"}");
      troop.change("POST", "/consumers/consumer-" + i + "/key-auth", "{\"key\":\"key-" + i + "\"}");
    }
    troop.change("POST", "/services/up/routes", "{\"name\":\"keyed\",\"paths\":[\"/keyed\"]}");
    troop.change("POST", "/routes/keyed/plugins", "{\"name\":\"key-auth\"}");
    awaitStatus(troop, "/keyed/x", 401);
    throughput.one(troop, "key-auth", new Load.Shape("/keyed/x", 1, 100));
    for (int i = 0; i < 100; i++) {
      troop.change(
          "POST",
          "/services/up/routes",
          "{\"name\":\"limited" + i + "\",\"paths\":[\"/limited" + i + "\"]}");
      troop.change("POST", "/routes/limited" + i + "/plugins", "{\"name\":\"key-auth\"}");
      troop.change(
          "POST",
          "/routes/limited" + i + "/plugins",
          "{\"name\":\"rate-limiting\",\"config\":{\"minute\":1000000000,\"policy\":\"local\"}}");
    }
    awaitStatus(troop, "/limited99/x", 401);
    throughput.one(troop, "key-auth + rate-limiting", new Load.Shape("/limited", 100, 100));
  }

  /// Latency at fixed rates, beside nginx, and with twenty changes a second meanwhile.
  private void rates(Troop troop, Nginx nginx) throws IOException, InterruptedException {
    report.table("Latency at a fixed rate", "proxy", "requests/s", "p50", "p99", "p99.9", "failed");
    int seconds = quick ? 5 : 15;
    FixedRate.of(troop.base(), "/plain/x", 2_000, seconds);
    for (int rate : List.of(1_000, 4_000)) {
      for (Contender contender : List.of(nginx, troop)) {
        rate(contender.name(), rate, FixedRate.of(contender.base(), "/plain/x", rate, seconds));
      }
    }
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger made = new AtomicInteger();
    Thread changing = Thread.ofPlatform().start(() -> change(troop, over, made));
    FixedRate.Result result = FixedRate.of(troop.base(), "/plain/x", 1_000, seconds);
    over.set(true);
    changing.join();
    rate("Troop, %d changes/s".formatted(made.get() / seconds), 1_000, result);
  }

  private void rate(String name, int rate, FixedRate.Result result) {
    report.row(
        name,
        Report.number(rate, 0),
        result.percentile(50),
        result.percentile(99),
        result.percentile(99.9),
        result.failed());
  }

  private static void change(Troop troop, AtomicBoolean over, AtomicInteger made) {
    long next = System.nanoTime();
    while (!over.get()) {
      String name = "changed-" + made.getAndIncrement();
      try {
        troop.change(
            "POST",
            "/services/up/routes",
            "{\"name\":\"%s\",\"paths\":[\"/%s\"]}".formatted(name, name));
      } catch (IOException | InterruptedException problem) {
        throw new IllegalStateException(problem);
      }
      next += 50_000_000L;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private static void awaitStatus(Troop troop, String path, int status)
      throws IOException, InterruptedException {
    while (troop.ask(path) != status) {
      Thread.sleep(10);
    }
  }

  private void starts(Troop troop, long atRest) throws IOException, InterruptedException {
    Duration fromControlPlane = troop.launcher(Map.of(), "node", "8");
    troop.launcher(Map.of(), "stop", "node-8");
    Duration fromDisk = troop.launcher(Map.of(), "node", "8");
    long fresh = troop.residentMegabytes("node-8");
    troop.launcher(Map.of(), "stop", "node-8");
    report.table("Start and memory", "what", "figure");
    report.row(
        "node start to ready, everything from the control plane",
        Report.millis(fromControlPlane.toNanos()));
    report.row("node start to ready, from disk", Report.millis(fromDisk.toNanos()));
    report.row("memory of a node after its start, 1 route", atRest + " MB");
    report.row("memory of a node after its start, all routes", fresh + " MB");
    report.row(
        "memory of the node that took all the load", troop.residentMegabytes("node-1") + " MB");
    report.row("memory of the control plane", troop.residentMegabytes("control-plane") + " MB");
  }
}
