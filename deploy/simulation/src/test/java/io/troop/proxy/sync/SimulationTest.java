package io.troop.proxy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.simulation.FakeControlPlane;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes and a control plane under random commits, lost connections, lost answers, restarts of both
/// sides, torn files and flipped bits: whatever happened, in the end all have the same root. The
/// seed of a failure is in its message.
class SimulationTest {

  private static final int SEEDS = Integer.getInteger("simulation.seeds", 12);

  @TempDir Path folder;

  @Test
  void whateverHappensAllEndWithTheSameRoot() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      run(seed);
    }
  }

  private void run(long seed) throws IOException {
    Random random = new Random(seed);
    try (FakeControlPlane controlPlane = new FakeControlPlane()) {
      List<FakeNode> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(new FakeNode(controlPlane, folder.resolve(seed + "-" + i)));
      }
      int steps = 50 + random.nextInt(200);
      for (int step = 0; step < steps; step++) {
        event(random, controlPlane, nodes.get(random.nextInt(nodes.size())));
      }
      for (FakeNode node : nodes) {
        node.loses = _ -> false;
        if (!node.isConnected() || random.nextBoolean()) {
          node.connect();
        }
        node.settle();
        // An answer that was lost before leaves the stream waiting; the node dials anew in the end.
        if (!node.root().equals(controlPlane.root())) {
          node.connect();
          node.settle();
        }
        assertThat(node.root()).as("seed %d", seed).isEqualTo(controlPlane.root());
        assertThat(node.holding().sealed().revision())
            .as("seed %d", seed)
            .isEqualTo(controlPlane.revision());
        node.boot();
        assertThat(node.root()).as("from disk, seed %d", seed).isEqualTo(controlPlane.root());
        node.close();
      }
    }
  }

  private void event(Random random, FakeControlPlane controlPlane, FakeNode node)
      throws IOException {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> controlPlane.commit(changes(random));
      case 4 -> node.disconnect();
      case 5, 6 -> node.connect();
      case 7 -> node.boot();
      case 8 -> node.loses = message -> random.nextInt(4) == 0 && !message.hasHello();
      case 9 -> node.loses = _ -> false;
      case 10 -> {
        if (random.nextInt(4) == 0) {
          controlPlane.restart();
        }
      }
      case 11 -> controlPlane.forgetLogBefore(random.nextInt((int) controlPlane.revision() + 1));
      case 12 -> tear(random, node);
      case 13 -> {
        if (node.holding() != null && node.holding().image().size() > 0) {
          List<Entity> all = new ArrayList<>();
          node.holding().image().forEach(all::add);
          node.corrupt(all.get(random.nextInt(all.size())));
          for (int i = 0; i < 16; i++) {
            node.heartbeat();
          }
        }
      }
      default -> node.step(1 + random.nextInt(4));
    }
  }

  /// A file on the node's disk loses its end, or one of its bits flips.
  private static void tear(Random random, FakeNode node) throws IOException {
    List<Path> files;
    try (var list = Files.list(node.folder())) {
      files =
          list.filter(f -> f.getFileName().toString().startsWith("revision-")).sorted().toList();
    }
    if (!files.isEmpty()) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] bytes = Files.readAllBytes(file);
      if (random.nextBoolean()) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        bytes[random.nextInt(bytes.length)] ^= 1;
      }
      Files.write(file, bytes);
      // Whoever wrote it does not know; it shows at the next start.
      node.boot();
    }
  }

  static List<Change> changes(Random random) {
    List<Change> changes = new ArrayList<>();
    int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 200 : 4);
    for (int i = 0; i < count; i++) {
      EntityKey key =
          new EntityKey(
              random.nextBoolean() ? "services" : "routes", new UUID(0, random.nextInt(300)));
      changes.add(
          random.nextInt(4) == 0
              ? Change.delete(key)
              : Change.put(
                  Entity.of(
                      key,
                      "default",
                      Map.of(
                          "id", key.id().toString(),
                          "host", "host-" + random.nextInt(1000),
                          "filler", "x".repeat(random.nextInt(20) == 0 ? 300_000 : 10)))));
    }
    return changes;
  }
}
