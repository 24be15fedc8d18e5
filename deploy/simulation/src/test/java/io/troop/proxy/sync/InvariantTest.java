package io.troop.proxy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.simulation.FakeControlPlane;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import io.troop.state.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several nodes under random commits, rollbacks, cuts, restarts, full disks, flipped bits and
/// orders of people. After every step: each node serves a state that was committed, and none goes
/// back unless it was rolled back, or its disk lost what it held. In the end no commit is missing
/// anywhere. The seed of a failure is in its message.
class InvariantTest {

  private static final int SEEDS = Integer.getInteger("invariant.seeds", 8);
  private static final int NODES = 4;

  @TempDir Path folder;

  @Test
  void noCommitIsLostNothingElseIsServedAndNobodyGoesBackByItself() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      try (World world = new World(seed, folder.resolve(String.valueOf(seed)))) {
        world.run();
      }
    }
  }

  /// A control plane, its nodes, and what has to be true of them.
  private static final class World implements AutoCloseable {
    private final Random random;
    private final long seed;
    private final FakeControlPlane controlPlane = new FakeControlPlane();
    private final List<Watched> nodes = new ArrayList<>();
    private final Set<Root> committed = new HashSet<>();

    /// What all accepted commits add up to.
    private final Map<EntityKey, Entity> accepted = new HashMap<>();

    World(long seed, Path folder) {
      this.seed = seed;
      this.random = new Random(seed);
      committed.add(controlPlane.root());
      for (int i = 0; i < NODES; i++) {
        nodes.add(new Watched(new FakeNode(controlPlane, folder.resolve("node-" + i))));
      }
    }

    void run() throws IOException {
      int steps = 150 + random.nextInt(250);
      for (int step = 0; step < steps; step++) {
        Watched one = nodes.get(random.nextInt(NODES));
        happens(one);
        // The others take messages when it is their turn.
        one.check("seed %d, step %d".formatted(seed, step));
      }
      for (Watched each : nodes) {
        each.heal();
        each.check("seed %d, in the end".formatted(seed));
      }
      assertIsAllAccepted(controlPlane.image(), "the control plane");
      for (Watched each : nodes) {
        assertIsAllAccepted(each.node.serving, "a node");
        each.node.boot();
        assertIsAllAccepted(each.node.serving, "a node from its disk");
      }
    }

    private void assertIsAllAccepted(Image image, String whose) {
      Map<EntityKey, Entity> held = new HashMap<>();
      image.forEach(entity -> held.put(entity.key(), entity));
      assertThat(held.keySet()).as("%s, seed %d", whose, seed).isEqualTo(accepted.keySet());
      held.forEach((key, entity) ->
          assertThat(entity.hash())
              .as("%s of %s, seed %d", key, whose, seed)
              .isEqualTo(accepted.get(key).hash()));
    }

    private void commit(List<Change> changes) {
      for (Change change : changes) {
        if (change.after() == null) {
          accepted.remove(change.key());
        } else {
          accepted.put(change.key(), change.after());
        }
      }
      // Nodes that hear of it at once serve it before this returns.
      committed.add(controlPlane.image().apply(changes).root(FakeControlPlane.ID));
      controlPlane.commit(changes);
    }

    private void rollBack() {
      long to = random.nextLong(controlPlane.revision() + 1);
      controlPlane
          .past(FakeControlPlane.ID, to)
          .map(past -> controlPlane.image().changesTo(past))
          .filter(changes -> !changes.isEmpty())
          .ifPresent(this::commit);
    }

    private void happens(Watched one) throws IOException {
      switch (random.nextInt(22)) {
        case 0, 1, 2, 3 -> commit(SimulationTest.changes(random));
        case 4 -> rollBack();
        case 5 -> one.node.disconnect();
        case 6, 7 -> one.node.connect();
        case 8 -> one.boot();
        case 9 -> one.node.loses = message -> random.nextInt(4) == 0 && !message.hasHello();
        case 10 -> one.node.loses = _ -> false;
        case 11 -> {
          if (random.nextInt(4) == 0) {
            controlPlane.restart();
          }
        }
        case 12 -> controlPlane.forgetLogBefore(random.nextLong(controlPlane.revision() + 1));
        case 13 -> one.tear(random);
        case 14 -> one.flip(random);
        case 15 -> one.fillDisk();
        case 16 -> one.node.diskFull = false;
        case 17 -> one.rollBackHere(random);
        case 18 -> one.node.unpin();
        case 19 -> one.rollout(random);
        default -> {
          one.node.step(1 + random.nextInt(4));
          one.node.heartbeat();
        }
      }
    }

    @Override
    public void close() {
      nodes.forEach(each -> each.node.close());
      controlPlane.close();
    }

    /// A node, and how far back it may be.
    private final class Watched {
      private final FakeNode node;
      private long least = -1;

      /// Its disk does not have all it serves.
      private boolean diskLacks;

      /// A rollout has it serve an earlier state.
      private boolean heldBack;

      Watched(FakeNode node) {
        this.node = node;
        node.onServe =
            image ->
                assertThat(committed)
                    .as("what a node serves, seed %d", seed)
                    .contains(image.root(FakeControlPlane.ID));
      }

      void check(String when) {
        Holding holding = node.holding();
        if (holding == null) {
          assertThat(least).as("a node that held something holds nothing, %s", when).isEqualTo(-1);
          return;
        }
        long revision = holding.sealed().revision();
        if (!heldBack) {
          assertThat(revision).as("revision of a node, %s", when).isGreaterThanOrEqualTo(least);
        }
        least = revision;
        assertThat(committed).as("what a node serves, %s", when).contains(node.root());
      }

      void boot() {
        if (diskLacks) {
          least = -1;
          diskLacks = node.diskFull;
        }
        node.boot();
      }

      void fillDisk() {
        node.diskFull = true;
        diskLacks = true;
      }

      /// A file on its disk loses its end, or one of its bits flips, while it is off.
      void tear(Random random) throws IOException {
        List<Path> files;
        try (var all = Files.list(node.folder())) {
          files =
              all.filter(f -> f.getFileName().toString().startsWith("revision-")).sorted().toList();
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
          diskLacks = true;
          boot();
        }
      }

      void flip(Random random) {
        if (node.holding() != null && node.holding().image().size() > 0) {
          List<Entity> all = new ArrayList<>();
          node.holding().image().forEach(all::add);
          node.corrupt(all.get(random.nextInt(all.size())));
          for (int i = 0; i < 16; i++) {
            node.heartbeat();
          }
        }
      }

      /// Somebody rolls the node back at the node.
      void rollBackHere(Random random) {
        List<Long> revisions = node.revisions();
        if (!revisions.isEmpty() && node.holding() != null) {
          long to = revisions.get(random.nextInt(revisions.size()));
          try {
            node.pin(to);
            least = to;
          } catch (IllegalArgumentException torn) {
            // It is on the disk no more.
          }
        }
      }

      void rollout(Random random) {
        if (heldBack) {
          heldBack = false;
          controlPlane.letGo(node.id());
        } else if (random.nextBoolean()) {
          heldBack = true;
          controlPlane.hold(node.id(), controlPlane.head(FakeControlPlane.ID));
        }
      }

      void heal() {
        node.loses = _ -> false;
        node.diskFull = false;
        node.unpin();
        if (heldBack) {
          heldBack = false;
          controlPlane.letGo(node.id());
        }
        for (int i = 0; i < 3; i++) {
          // What was lost before may leave a stream waiting; the node dials anew in the end.
          node.connect();
          node.settle();
        }
        for (int i = 0; i < 16; i++) {
          node.heartbeat();
          node.settle();
        }
      }
    }
  }
}
