package io.troop.control.rollout;

import io.troop.control.analytics.Analytics;
import io.troop.control.analytics.Totals;
import io.troop.control.fleet.Fleet;
import io.troop.control.fleet.NodeView;
import io.troop.control.rollout.Plan.Halt;
import io.troop.control.rollout.Rollout.Status;
import io.troop.control.store.Heads;
import io.troop.control.store.History;
import io.troop.control.store.Provenance;
import io.troop.control.store.Violation;
import io.troop.state.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes from wave to wave, or back. Called once a second in every process of the control plane; of
/// two that take the same step at once, one finds that it was taken.
final class RolloutKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(RolloutKeeper.class);

  /// Figures of traffic are of this long a time at most.
  private static final Duration WATCHED = Duration.ofMinutes(10);

  private final RolloutStore store;
  private final Rollouts rollouts;
  private final Fleet fleet;
  private final Analytics analytics;
  private final Heads heads;
  private final History history;
  private final InstantSource clock;

  RolloutKeeper(
      RolloutStore store,
      Rollouts rollouts,
      Fleet fleet,
      Analytics analytics,
      Heads heads,
      History history,
      InstantSource clock) {
    this.store = store;
    this.rollouts = rollouts;
    this.fleet = fleet;
    this.analytics = analytics;
    this.heads = heads;
    this.history = history;
    this.clock = clock;
  }

  /// Takes the steps that are due.
  synchronized void tick() {
    rollouts.refresh();
    for (Rollout rollout : store.active()) {
      try {
        if (rollout.status() == Status.RUNNING) {
          step(rollout);
        } else if (rollout.ending() != null) {
          takeBack(rollout);
        }
      } catch (RuntimeException problem) {
        LOG.warn("rollout {} stands still for now: {}", rollout.id(), problem.toString());
      }
    }
  }

  private void step(Rollout rollout) {
    Instant now = clock.instant();
    List<NodeView> updated = updated(rollout);
    String reason = reasonToHalt(rollout, updated, now);
    if (reason != null) {
      halt(rollout, reason, Status.REVERTED);
      return;
    }
    boolean isThere = updated.stream().allMatch(node -> isThere(node, rollout));
    Instant baking = rollout.bakingSince();
    if (baking == null) {
      if (isThere) {
        change(rollout.baking(now, now));
      } else if (now.isAfter(rollout.waveAt().plus(rollout.plan().applyWithin()))) {
        halt(
            rollout,
            "not all nodes of the wave served it within "
                + rollout.plan().applyWithin().toSeconds()
                + " seconds",
            Status.REVERTED);
      }
    } else if (!now.isBefore(baking.plus(rollout.plan().bake()))) {
      if (rollout.wave() + 1 < rollout.plan().waves().size()) {
        change(rollout.nextWave(now));
      } else {
        complete(rollout, now);
      }
    }
  }

  /// The nodes whose wave has come.
  List<NodeView> updated(Rollout rollout) {
    return fleet.nodes(rollout.controlPlane()).stream()
        .filter(
            node -> rollout.plan().waveOf(rollout.id(), node.id(), node.labels()) <= rollout.wave())
        .toList();
  }

  /// Whether a node serves the target. One that is away, or that somebody holds, is not waited for.
  static boolean isThere(NodeView node, Rollout rollout) {
    NodeView.Held held = node.held();
    return !node.connected()
        || node.extras().pinnedRevision() != null
        || (held != null && Objects.equals(held.revision(), rollout.target()));
  }

  private @Nullable String reasonToHalt(Rollout rollout, List<NodeView> updated, Instant now) {
    Halt halt = rollout.plan().halt();
    Long rejected = halt.rejected();
    if (rejected != null) {
      List<NodeView> refusing = updated.stream().filter(node -> refuses(node, rollout)).toList();
      if (refusing.size() >= rejected) {
        return refusing.size() + " updated nodes can't use it, first " + why(refusing.getFirst());
      }
    }
    Long lost = halt.lost();
    if (lost != null) {
      // Only those that were there when the wave began, and that left no word that they leave.
      List<NodeView> gone =
          updated.stream()
              .filter(node -> !node.connected() && node.lastSeen().isAfter(rollout.waveAt()))
              .toList();
      if (gone.size() >= lost) {
        return gone.size() + " updated nodes vanished, first " + gone.getFirst().hostname();
      }
    }
    return traffic(rollout, updated, now);
  }

  private static boolean refuses(NodeView node, Rollout rollout) {
    NodeView.Held held = node.held();
    boolean quarantines =
        held != null
            && Objects.equals(held.revision(), rollout.target())
            && !node.quarantined().isEmpty();
    return quarantines || (node.connected() && node.rejection() != null);
  }

  private static String why(NodeView node) {
    String reason =
        node.quarantined().isEmpty()
            ? String.valueOf(node.rejection())
            : node.quarantined().getFirst().key() + ": " + node.quarantined().getFirst().reason();
    return node.hostname() + ": " + reason;
  }

  private @Nullable String traffic(Rollout rollout, List<NodeView> updated, Instant now) {
    Halt halt = rollout.plan().halt();
    if (halt.errorShare() == null
        && halt.errorShareOverOthers() == null
        && halt.p99Millis() == null
        && halt.p99Factor() == null) {
      return null;
    }
    Analytics.Split split = figures(rollout, updated, now);
    Totals with = split.inside();
    Totals without = split.outside();
    if (with.requests() < halt.leastRequests()) {
      return null;
    }
    boolean comparable = without.requests() >= halt.leastRequests();
    double p99 = with.latency().quantile(0.99) / 1000;
    double othersP99 = without.latency().quantile(0.99) / 1000;
    if (halt.errorShare() != null && with.errorShare() > halt.errorShare()) {
      return percent(with.errorShare()) + " of requests to updated nodes failed";
    }
    if (halt.errorShareOverOthers() != null
        && comparable
        && with.errorShare() - without.errorShare() > halt.errorShareOverOthers()) {
      return percent(with.errorShare())
          + " of requests to updated nodes failed, and "
          + percent(without.errorShare())
          + " of those to the others";
    }
    if (halt.p99Millis() != null && p99 > halt.p99Millis()) {
      return "p99 of updated nodes is " + millis(p99);
    }
    if (halt.p99Factor() != null && comparable && p99 > halt.p99Factor() * othersP99) {
      return "p99 of updated nodes is " + millis(p99) + ", of the others " + millis(othersP99);
    }
    return null;
  }

  /// What updated nodes and the others carried since the wave began.
  Analytics.Split figures(Rollout rollout, List<NodeView> updated, Instant now) {
    Set<UUID> ids = new HashSet<>();
    updated.forEach(node -> ids.add(node.id()));
    Instant longest = now.minus(WATCHED);
    Instant from = rollout.waveAt().isAfter(longest) ? rollout.waveAt() : longest;
    return analytics.split(rollout.controlPlane(), from, now, ids::contains);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  private static String millis(double time) {
    return String.format(Locale.ROOT, "%.1f ms", time);
  }

  /// Takes all nodes back to the base, then the change itself, if that is wanted and possible. A
  /// process that ends between the two leaves the second to the next [#tick] of any process.
  ///
  /// @param end what it ends as when all is taken back
  /// @return how it stands now
  synchronized Rollout halt(Rollout rollout, String reason, Status end) {
    LOG.warn("rollout {} stops: {}", rollout.id(), reason);
    Status ending = end == Status.ABORTED || rollout.plan().revert() ? end : null;
    Rollout halted = rollout.halted(reason, ending, clock.instant());
    if (change(halted) && ending != null) {
      takeBack(halted);
    }
    return store.find(rollout.controlPlane(), rollout.id()).orElse(halted);
  }

  /// What came of making the newest state equal to an earlier one.
  private enum Becoming {
    DONE,
    /// Something else was committed at the same moment: look again.
    LATER,
    IMPOSSIBLE
  }

  private void takeBack(Rollout halted) {
    Status end = halted.ending();
    Becoming became = base(halted);
    if (end != null && became == Becoming.DONE) {
      change(halted.with(end, halted.reason(), clock.instant()));
    } else if (became == Becoming.IMPOSSIBLE) {
      change(halted.with(Status.HALTED, halted.reason(), clock.instant()));
    }
  }

  /// Makes the newest state equal to the base: nodes are there already.
  private Becoming base(Rollout rollout) {
    long head = heads.head(rollout.controlPlane()).sealed().revision();
    Long target = rollout.target();
    if (!rollout.isForward() || isAt(rollout, rollout.base())) {
      return Becoming.DONE;
    }
    if (target == null || head != target) {
      LOG.warn(
          "rollout {} holds the fleet at revision {}: changes up to revision {} are not part of it;"
              + " take them back or release the rollout",
          rollout.id(),
          rollout.base(),
          head);
      return Becoming.IMPOSSIBLE;
    }
    return become(rollout, rollout.base(), head, "take back revision " + target);
  }

  /// Whether the newest state equals that of a revision: also when somebody else saw to it.
  private boolean isAt(Rollout rollout, long revision) {
    Sealed head = heads.head(rollout.controlPlane()).sealed();
    return head.revision() == revision
        || history
            .revision(rollout.controlPlane(), revision)
            .filter(then -> then.sealed().root().equals(head.root()))
            .isPresent();
  }

  private Becoming become(Rollout rollout, long revision, long expected, String message) {
    try {
      return history
              .rollBack(
                  rollout.controlPlane(),
                  revision,
                  OptionalLong.of(expected),
                  new Provenance("rollout", message + " (rollout " + rollout.id() + ")"))
              .isPresent()
          ? Becoming.DONE
          : Becoming.IMPOSSIBLE;
    } catch (Violation.Found problem) {
      LOG.warn("rollout {}: {}", rollout.id(), problem.toString());
      return problem.violation() instanceof Violation.Conflict
          ? Becoming.LATER
          : Becoming.IMPOSSIBLE;
    }
  }

  private void complete(Rollout rollout, Instant now) {
    Long target = rollout.target();
    if (!rollout.isForward() && target != null) {
      long head = heads.head(rollout.controlPlane()).sealed().revision();
      if (!isAt(rollout, target)
          && become(rollout, target, head, "go back to revision " + target) != Becoming.DONE) {
        return;
      }
    }
    if (change(rollout.with(Status.COMPLETED, null, now))) {
      LOG.info("rollout {} is complete", rollout.id());
    }
  }

  /// Stores a step and has nodes follow it.
  ///
  /// @return whether nobody else took a step meanwhile
  boolean change(Rollout after) {
    boolean changed = store.change(after);
    rollouts.refresh();
    return changed;
  }
}
