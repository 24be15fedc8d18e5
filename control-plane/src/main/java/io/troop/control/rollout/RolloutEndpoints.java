package io.troop.control.rollout;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.Endpoint;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.ShortList;
import io.troop.control.analytics.Analytics;
import io.troop.control.analytics.Totals;
import io.troop.control.fleet.Fleet;
import io.troop.control.fleet.NodeView;
import io.troop.control.rollout.Rollout.Status;
import io.troop.control.store.Heads;
import io.troop.control.store.History;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rollouts over REST, as `docs/fleet.md` describes them.
final class RolloutEndpoints implements EndpointSource {

  /// The newest first, until another order is asked for.
  private static final ShortList<Rollout> LIST =
      ShortList.<Rollout>by(each ->
              "%019d/%s".formatted(Long.MAX_VALUE - each.createdAt().toEpochMilli(), each.id()))
          .searchedIn(each ->
              Stream.of(each.message(), each.author(), each.status().text(), each.id().toString()))
          .orderedBy("message", Rollout::message)
          .orderedBy("status", each -> each.status().text())
          .orderedBy("author", Rollout::author)
          .orderedByNumber("base", Rollout::base)
          .orderedByNumber("created_at", each -> each.createdAt().getEpochSecond())
          .usually(100);

  private final RolloutStore store;
  private final RolloutKeeper keeper;
  private final Fleet fleet;
  private final Heads heads;
  private final History history;
  private final InstantSource clock;

  RolloutEndpoints(
      RolloutStore store,
      RolloutKeeper keeper,
      Fleet fleet,
      Heads heads,
      History history,
      InstantSource clock) {
    this.store = store;
    this.keeper = keeper;
    this.fleet = fleet;
    this.heads = heads;
    this.history = history;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    String one = "/rollouts/{id}";
    endpoints
        .add("GET", "/rollouts", this::list)
        .add("POST", "/rollouts", this::create)
        .add("GET", one, of((_, rollout) -> Answer.ok(document(rollout, true))))
        .add("POST", one + "/start", of(this::start))
        .add("POST", one + "/pause", of((_, r) -> move(r, Status.RUNNING, Status.PAUSED)))
        .add("POST", one + "/resume", of((_, r) -> move(r, Status.PAUSED, Status.RUNNING)))
        .add("POST", one + "/abort", of(this::abort))
        .add("POST", one + "/release", of((_, rollout) -> release(rollout)));
  }

  private Endpoint of(BiFunction<Call, Rollout, Answer> endpoint) {
    return call -> {
      Optional<Rollout> found;
      try {
        found = store.find(call.controlPlane(), UUID.fromString(call.parameter(0)));
      } catch (IllegalArgumentException _) {
        found = Optional.empty();
      }
      return found.map(rollout -> endpoint.apply(call, rollout)).orElseGet(Answer::notFound);
    };
  }

  private Answer list(Call call) {
    return LIST.answer(
        call, store.all(call.controlPlane()), "/rollouts", rollout -> document(rollout, false));
  }

  private Answer create(Call call) {
    Map<String, @Nullable Object> fields = call.body().fields();
    Plan plan;
    try {
      plan = Plan.of(fields);
    } catch (Plan.Wrong wrong) {
      return Answer.message(400, String.valueOf(wrong.getMessage()));
    }
    long head = heads.head(call.controlPlane()).sealed().revision();
    Object revision = fields.get("revision");
    Long target = null;
    if (revision != null) {
      if (!(revision instanceof Number number)
          || number.longValue() < 0
          || number.longValue() >= head
          || history.revision(call.controlPlane(), number.longValue()).isEmpty()) {
        return Answer.message(
            400,
            "revision: "
                + revision
                + " (expected: a revision before "
                + head
                + ", which all nodes are to serve now, to go back to in waves; or none, to make a"
                + " change now and to start with it)");
      }
      target = number.longValue();
    }
    Instant now = clock.instant();
    Rollout rollout =
        new Rollout(
            call.controlPlane(),
            UUID.randomUUID(),
            target == null ? Status.COLLECTING : Status.RUNNING,
            head,
            target,
            plan,
            0,
            now,
            null,
            null,
            null,
            call.author(),
            fields.get("message") instanceof String message ? message : "",
            now,
            now,
            0);
    if (!store.add(rollout)) {
      return Answer.message(
          409,
          "another rollout is under way (expected: none; see GET /rollouts, abort or release)");
    }
    keeper.tick();
    return Answer.created(document(rollout, true));
  }

  private Answer start(Call call, Rollout rollout) {
    long head = heads.head(call.controlPlane()).sealed().revision();
    if (rollout.status() != Status.COLLECTING) {
      return conflict(rollout, "collecting");
    }
    if (head == rollout.base()) {
      return Answer.message(
          409,
          "nothing was changed since revision "
              + rollout.base()
              + " (expected: a change made after the rollout was created)");
    }
    return changed(rollout.started(head, clock.instant()));
  }

  private Answer move(Rollout rollout, Status from, Status to) {
    return rollout.status() == from
        ? changed(rollout.with(to, rollout.reason(), clock.instant()))
        : conflict(rollout, from.text());
  }

  private Answer abort(Call call, Rollout rollout) {
    if (!rollout.status().isActive()) {
      return conflict(rollout, "collecting, running, paused or halted");
    }
    String reason =
        call.body().fields().get("reason") instanceof String text
            ? text
            : "stopped by " + call.author();
    Rollout ended = keeper.halt(rollout, reason, Status.ABORTED);
    return Answer.ok(document(ended, true));
  }

  private Answer release(Rollout rollout) {
    return rollout.status().isActive()
        ? changed(
            rollout.with(Status.ABORTED, "released: all nodes go to the newest", clock.instant()))
        : conflict(rollout, "collecting, running, paused or halted");
  }

  private Answer changed(Rollout after) {
    return keeper.change(after)
        ? Answer.ok(document(after, true))
        : Answer.message(409, "the rollout moved meanwhile (expected: look again, then decide)");
  }

  private static Answer conflict(Rollout rollout, String expected) {
    return Answer.message(
        409, "the rollout is " + rollout.status().text() + " (expected: " + expected + ")");
  }

  private Map<String, @Nullable Object> document(Rollout rollout, boolean whole) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("id", rollout.id().toString());
    document.put("status", rollout.status().text());
    document.put("base", rollout.base());
    document.put("target", rollout.target());
    document.put("wave", rollout.wave());
    document.put("reason", rollout.reason());
    document.put("taking_back", rollout.ending() != null);
    document.put("author", rollout.author());
    document.put("message", rollout.message());
    document.put("created_at", rollout.createdAt().getEpochSecond());
    document.put("updated_at", rollout.updatedAt().getEpochSecond());
    Map<String, @Nullable Object> plan = rollout.plan().document();
    plan.remove("waves");
    document.putAll(plan);
    List<NodeView> nodes = fleet.nodes(rollout.controlPlane());
    document.put("waves", waves(rollout, nodes));
    Instant baking = rollout.bakingSince();
    document.put(
        "baked_seconds",
        baking == null ? null : Math.max(0, Duration.between(baking, clock.instant()).toSeconds()));
    if (whole && rollout.target() != null) {
      Analytics.Split split = keeper.figures(rollout, keeper.updated(rollout), clock.instant());
      document.put(
          "figures",
          Map.of("updated", figures(split.inside()), "others", figures(split.outside())));
    }
    return document;
  }

  private static List<Map<String, Object>> waves(Rollout rollout, List<NodeView> nodes) {
    List<Map<String, Object>> waves = new ArrayList<>();
    for (int i = 0; i < rollout.plan().waves().size(); i++) {
      int number = i;
      Plan.Wave wave = rollout.plan().waves().get(i);
      List<NodeView> of =
          nodes.stream()
              .filter(n -> rollout.plan().waveOf(rollout.id(), n.id(), n.labels()) == number)
              .toList();
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("name", wave.name());
      document.put("labels", wave.labels());
      document.put("share", wave.share());
      document.put("nodes", of.size());
      document.put(
          "updated",
          of.stream()
              .filter(n -> {
                NodeView.Held held = n.held();
                Long target = rollout.target();
                return held != null && target != null && held.revision() == target;
              })
              .count());
      document.put("state", state(rollout, i));
      waves.add(document);
    }
    return waves;
  }

  private static String state(Rollout rollout, int wave) {
    return switch (rollout.status()) {
      case COLLECTING -> "pending";
      case COMPLETED -> "done";
      case HALTED, REVERTED, ABORTED -> wave <= rollout.wave() ? "taken back" : "pending";
      case RUNNING, PAUSED ->
          wave < rollout.wave()
              ? "done"
              : wave > rollout.wave()
                  ? "pending"
                  : rollout.bakingSince() == null ? "applying" : "baking";
    };
  }

  private static Map<String, Object> figures(Totals totals) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("requests", totals.requests());
    figures.put("error_share", totals.errorShare());
    figures.put("p99_millis", totals.latency().quantile(0.99) / 1000);
    return figures;
  }
}
