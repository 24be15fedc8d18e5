package io.troop.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A control plane with its nodes, each a process of its own, in a temporary folder. Closing it
/// stops all of them. *Confined to one thread.*
public final class Installation implements AutoCloseable {

  private final Path folder;
  private final Map<String, String> database;
  private final List<Program> programs = new ArrayList<>();
  private final Map<Node, Enrolment> enrolments = new HashMap<>();
  private final int embeddedPort = Ports.free();
  private boolean sharesEmbedded;
  private String masterKey = "";
  private final ControlPlane controlPlane;

  private Installation(Map<String, String> database) {
    try {
      folder = Files.createTempDirectory("troop-e2e");
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    this.database = database;
    controlPlane = newControlPlane("control-plane");
  }

  /// One with a database of its own; nothing is started yet.
  public static Installation create() {
    return new Installation(Database.fresh());
  }

  /// One whose control plane runs the PostgreSQL server it embeds, as it does by default.
  public static Installation withEmbeddedDatabase() {
    return new Installation(Map.of());
  }

  /// One whose control planes all use one server: that of the container engine or, without one, the
  /// server that the first of them embeds, which then has to be started first.
  public static Installation withSharedDatabase() {
    Installation installation = create();
    installation.masterKey = randomKey();
    installation.controlPlane.with("TROOP_MASTER_KEY", installation.masterKey);
    if (installation.database.isEmpty()) {
      installation.controlPlane.with("KONG_PG_PORT", String.valueOf(installation.embeddedPort));
      installation.sharesEmbedded = true;
    }
    return installation;
  }

  /// One whose control plane and a first node run.
  public static Installation started() {
    Installation installation = create();
    try {
      installation.controlPlane.start();
      installation.newNode("node-1").start();
      return installation;
    } catch (RuntimeException | Error problem) {
      installation.close();
      throw problem;
    }
  }

  public ControlPlane controlPlane() {
    return controlPlane;
  }

  /// The node started first.
  public Node node() {
    return programs.stream()
        .filter(Node.class::isInstance)
        .map(Node.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /// One more control plane process, on the same database unless that is embedded; not started.
  public ControlPlane newControlPlane(String name) {
    ControlPlane another = new ControlPlane(name, folder.resolve(name));
    database.forEach(another::with);
    if (!masterKey.isEmpty()) {
      another.with("TROOP_MASTER_KEY", masterKey);
    }
    if (sharesEmbedded) {
      another
          .with("KONG_PG_HOST", "127.0.0.1")
          .with("KONG_PG_PORT", String.valueOf(embeddedPort))
          .with("KONG_PG_USER", "troop")
          .with("KONG_PG_DATABASE", "postgres")
          .with("KONG_PG_PASSWORD", embeddedPassword());
    }
    programs.add(another);
    return another;
  }

  /// Processes that share a database have to share the key its secrets are encrypted with.
  private static String randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private String embeddedPassword() {
    try {
      return Files.readString(controlPlane.home().resolve("postgres/password")).strip();
    } catch (IOException problem) {
      throw new UncheckedIOException("the first control plane has to be started before", problem);
    }
  }

  /// One more node, with a certificate of the control plane, which must run; not started.
  public Node newNode(String name) {
    Node node = strangerNode(name);
    Enrolment enrolment = Enrolment.of(controlPlane, name);
    enrolment.equip(node, controlPlane);
    enrolments.put(node, enrolment);
    return node;
  }

  /// A node that has no certificate and knows no control plane; not started.
  public Node strangerNode(String name) {
    Node node = new Node(name, folder.resolve(name));
    programs.add(node);
    return node;
  }

  /// Waits for a condition; a failure shows the end of every process's log.
  public void until(String what, Await.Condition condition) {
    Await.until(
        Duration.ofSeconds(60),
        what,
        condition,
        () -> programs.stream().map(Program::logEnd).collect(Collectors.joining("\n\n")));
  }

  /// The certificate a node was given.
  public Enrolment enrolmentOf(Node node) {
    return Objects.requireNonNull(enrolments.get(node), "the node was given none");
  }

  @Override
  public void close() {
    for (Program program : programs.reversed()) {
      program.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
