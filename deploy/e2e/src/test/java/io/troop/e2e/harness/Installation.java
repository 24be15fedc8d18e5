package io.troop.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A control plane with its nodes, each a process of its own, in a temporary folder. Closing it
/// stops all of them. *Confined to one thread.*
public final class Installation implements AutoCloseable {

  private final Path folder;
  private final Map<String, String> database;
  private final List<Program> programs = new ArrayList<>();
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
    programs.add(another);
    return another;
  }

  /// One more node, with a certificate of the control plane, which must run; not started.
  public Node newNode(String name) {
    Node node = new Node(name, folder.resolve(name));
    Enrolment enrolment = Enrolment.of(controlPlane, name);
    enrolment.equip(node, controlPlane);
    programs.add(node);
    return node;
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
