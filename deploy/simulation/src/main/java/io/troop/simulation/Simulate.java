package io.troop.simulation;

import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.proto.sync.v1.Transfer;
import io.troop.simulation.SimulatedNode.Behaviour;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Measures a fleet of simulated nodes, and a real one, on a real control plane, and prints what it
/// saw. Arguments: the control plane's jar and its JVM options, the same of the node, a folder to
/// work in, and the [Options].
public final class Simulate {

  private static final int BATCH = 1000;
  private static final long DIAL_MILLIS = 5;
  private static final Duration REST = Duration.ofSeconds(20);

  /// How many changes are timed on the real node.
  private static final int SOME = 20;

  private final Options options;
  private final RealControlPlane controlPlane;
  private final NodeProgram program;
  private final PrintStream out;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final Observer observer = new Observer();
  private final Images images = new Images();
  private final List<SimulatedNode> nodes = new ArrayList<>();

  /// How a real node is started.
  private record NodeProgram(Path jar, Path options, Path home) {}

  private Simulate(
      Options options, RealControlPlane controlPlane, NodeProgram program, PrintStream out) {
    this.options = options;
    this.program = program;
    this.controlPlane = controlPlane;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.of(Arrays.asList(arguments).subList(5, arguments.length));
    } catch (IllegalArgumentException problem) {
      System.err.println(problem.getMessage());
      System.exit(2);
      return;
    }
    Path home = Path.of(arguments[4]);
    NodeProgram program =
        new NodeProgram(Path.of(arguments[2]), Path.of(arguments[3]), home.resolve("node"));
    try (RealControlPlane controlPlane =
        new RealControlPlane(
            Path.of(arguments[0]), Path.of(arguments[1]), home.resolve("control-plane"))) {
      new Simulate(options, controlPlane, program, System.out).run();
    }
    System.exit(0);
  }

  private void run() throws Exception {
    out.println("| what | seen | wanted |\n|---|---|---|");
    long begun = System.nanoTime();
    controlPlane.start();
    fill();
    row("memory of the control plane without nodes", controlPlane.process().memory() + " MB");
    long bare = controlPlane.process().memory();
    enrol();
    connect();
    rest(bare);
    change();
    rollBack();
    realNode();
    if (options.restarts()) {
      restart();
    }
    nodes.forEach(SimulatedNode::stop);
    timer.shutdownNow();
    row("all of this", seconds(System.nanoTime() - begun));
  }

  private void row(String what, String seen) {
    row(what, seen, "");
  }

  private void row(String what, String seen, String wanted) {
    out.println("| " + what + " | " + seen + " | " + wanted + " |");
    out.flush();
  }

  /// Whether something took no longer than wanted, in words.
  private static String within(long nanos, long seconds) {
    return "< " + seconds + " s: " + (nanos < TimeUnit.SECONDS.toNanos(seconds) ? "yes" : "NO");
  }

  /// Services with two routes each, a thousand entities a commit.
  private void fill() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    List<Object> operations = new ArrayList<>();
    for (int made = 0; made < options.entities(); made++) {
      String service = "service-" + made / 3;
      operations.add(
          made % 3 == 0
              ? operation("/services", Map.of("name", service, "host", service + ".example.com"))
              : operation(
                  "/services/" + service + "/routes",
                  Map.of("name", "route-" + made, "paths", List.of("/" + made))));
      if (operations.size() == BATCH || made == options.entities() - 1) {
        controlPlane.ask("POST", "/change-sets", Map.of("operations", operations));
        operations.clear();
      }
    }
    row(options.entities() + " entities made", seconds(System.nanoTime() - begun));
  }

  private static Map<String, Object> operation(String path, Map<String, Object> body) {
    return Map.of("method", "POST", "path", path, "body", body);
  }

  /// A certificate for each node, from the control plane.
  private void enrol() throws Exception {
    long begun = System.nanoTime();
    Door door = new Door(controlPlane.clusterPort());
    List<Future<Map<?, ?>>> enrolments = new ArrayList<>();
    Semaphore few = new Semaphore(4);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < options.nodes(); i++) {
        String name = "simulated-" + i;
        enrolments.add(
            threads.submit(() -> {
              few.acquire();
              try {
                return controlPlane.ask("POST", "/clustering/enrolments", Map.of("name", name));
              } finally {
                few.release();
              }
            }));
      }
    }
    for (int i = 0; i < options.nodes(); i++) {
      Map<?, ?> enrolment = enrolments.get(i).get();
      CertifiedKey key =
          Pem.certifiedKey(
              "certificate",
              String.valueOf(enrolment.get("certificate")),
              "private_key",
              String.valueOf(enrolment.get("private_key")));
      List<X509Certificate> anchors =
          Pem.certificates("ca_certificate", String.valueOf(enrolment.get("ca_certificate")));
      SimulatedNode.Place place =
          new SimulatedNode.Place(door, anchors, images, timer, new Random(i), observer);
      nodes.add(new SimulatedNode(new UUID(7, i), key, behaviour(i), place));
    }
    row(options.nodes() + " nodes enrolled", seconds(System.nanoTime() - begun));
  }

  private Behaviour behaviour(int number) {
    double place = (number + 0.5) / options.nodes();
    double end = options.slow();
    if (place < end) {
      return Behaviour.SLOW;
    }
    end += options.rejecting();
    if (place < end) {
      return Behaviour.REJECTING;
    }
    end += options.old();
    if (place < end) {
      return Behaviour.OLD;
    }
    return place < end + options.flapping() ? Behaviour.FLAPPING : Behaviour.GOOD;
  }

  private List<SimulatedNode> followers() {
    return nodes.stream().filter(SimulatedNode::follows).toList();
  }

  private void connect() throws IOException, InterruptedException {
    Timings cold = new Timings();
    observer.expect(controlPlane.revision(), cold);
    long begun = System.nanoTime();
    for (SimulatedNode node : nodes) {
      node.connect();
      TimeUnit.MILLISECONDS.sleep(DIAL_MILLIS);
    }
    observer.awaitLive(nodes);
    row(
        "all nodes connected, one every " + DIAL_MILLIS + " ms, and holding everything",
        seconds(System.nanoTime() - begun));
    row("a node from nothing to holding everything, then", cold.toString());
    row("transfers", observer.transfers().toString());
  }

  private void rest(long bare) throws IOException, InterruptedException {
    long bytes = observer.bytes();
    Duration before = controlPlane.process().processorTime();
    TimeUnit.MILLISECONDS.sleep(REST.toMillis());
    double used =
        controlPlane.process().processorTime().minus(before).toMillis() / (double) REST.toMillis();
    row("processor time of the control plane at rest", percent(used) + " of one core");
    row(
        "bytes to a node at rest",
        String.format(
            Locale.ROOT,
            "%.0f a minute",
            (observer.bytes() - bytes) * 60.0 / REST.toSeconds() / nodes.size()));
    long memory = controlPlane.process().memory();
    row(
        "memory of the control plane with all nodes",
        memory + " MB, " + (memory - bare) * 1024 / nodes.size() + " KB more for a node");
  }

  private void change() throws IOException, InterruptedException {
    Timings each = new Timings();
    Timings all = new Timings();
    long bytes = observer.bytes();
    Duration before = controlPlane.process().processorTime();
    long revision = controlPlane.revision();
    observer.forgetGreetings();
    for (int i = 0; i < options.changes(); i++) {
      if (i == options.changes() / 2) {
        nodes.stream()
            .filter(node -> node.behaviour() == Behaviour.FLAPPING)
            .forEach(SimulatedNode::drop);
      }
      observer.expect(++revision, each);
      long begun = System.nanoTime();
      controlPlane.ask("PATCH", "/services/service-" + i % 3, Map.of("retries", i % 7 + 1));
      observer.awaitLive(followers());
      all.add(System.nanoTime() - begun);
    }
    row("change sent → live on a node", each.toString());
    row("change sent → live on all that follow", all.toString(), within(all.most(), 1));
    double used = controlPlane.process().processorTime().minus(before).toMillis();
    row(
        "processor time of the control plane for a change to all",
        String.format(Locale.ROOT, "%.0f ms", used / options.changes()));
    row("nodes that lost their connection meanwhile", String.valueOf(observer.greeted()));
    row(
        "bytes to a node for a change, without TLS and TCP",
        String.valueOf((observer.bytes() - bytes) / options.changes() / nodes.size()));
    row("transfers", observer.transfers().toString());
  }

  private void rollBack() throws IOException, InterruptedException {
    Timings each = new Timings();
    long revision = controlPlane.revision();
    long back = Math.max(1, revision - options.changes());
    observer.expect(revision + 1, each);
    long begun = System.nanoTime();
    controlPlane.ask("POST", "/revisions/" + back + "/rollback", Map.of());
    observer.awaitLive(followers());
    long took = System.nanoTime() - begun;
    row("rolled back " + options.changes() + " revisions on all", seconds(took), within(took, 2));
  }

  /// A node as users run it: from nothing, then changes, then once more from its disk.
  private void realNode() throws IOException, InterruptedException {
    Map<?, ?> enrolment =
        controlPlane.ask("POST", "/clustering/enrolments", Map.of("name", "real"));
    try (RealNode node =
        new RealNode(
            program.jar(),
            program.options(),
            program.home(),
            controlPlane.clusterPort(),
            enrolment)) {
      long begun = System.nanoTime();
      String hash = node.start();
      long took = System.nanoTime() - begun;
      row("a real node: process started → all serves (snapshot)", seconds(took), within(took, 10));
      Timings changes = new Timings();
      for (int i = 0; i < SOME; i++) {
        begun = System.nanoTime();
        controlPlane.ask("PATCH", "/services/service-0", Map.of("retries", 10 + i));
        node.awaitOtherThan(hash);
        changes.add(System.nanoTime() - begun);
        hash = node.hash();
      }
      row("a real node: change sent → serves", changes.toString());
      row("a real node: memory", node.process().memory() + " MB");
      row("memory of the control plane then", controlPlane.process().memory() + " MB");
      node.process().kill();
      begun = System.nanoTime();
      node.start();
      took = System.nanoTime() - begun;
      row("a real node: killed, started → all serves (disk)", seconds(took), within(took, 5));
    }
  }

  private void restart() throws IOException, InterruptedException {
    observer.forgetGreetings();
    long begun = System.nanoTime();
    controlPlane.kill();
    controlPlane.start();
    long up = System.nanoTime();
    Duration before = controlPlane.process().processorTime();
    observer.awaitGreeted(nodes.size());
    long back = System.nanoTime();
    row("killed with -9: Admin API answers again after", seconds(up - begun));
    row("all nodes back, from then", seconds(back - up));
    row("all nodes back, from the kill", seconds(back - begun), within(back - begun, 30));
    row(
        "processor time of the control plane meanwhile",
        String.format(
            Locale.ROOT,
            "%.1f s",
            controlPlane.process().processorTime().minus(before).toMillis() / 1e3));
    Timings each = new Timings();
    observer.expect(controlPlane.revision() + 1, each);
    controlPlane.ask("PATCH", "/services/service-0", Map.of("retries", 9));
    observer.awaitLive(followers());
    Map<Transfer.Kind, Integer> transfers = observer.transfers();
    row(
        "transfers since the kill, one change included",
        transfers.toString(),
        "deltas only: " + (transfers.keySet().equals(Set.of(Transfer.Kind.DELTA)) ? "yes" : "NO"));
    row("memory of the control plane afterwards", controlPlane.process().memory() + " MB");
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
