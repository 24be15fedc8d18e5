package io.troop.control.explain;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.Guard;
import io.troop.control.explain.Explanations.Explanation;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityReads;
import io.troop.plugin.Catalog;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.EntityKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// `POST /explain`: a line of curl, and who it would come from.
@Component
class ExplainEndpoints implements EndpointSource {

  private static final List<String> CONSUMER_KEYS = List.of("username", "custom_id");

  private final Explanations explanations;
  private final EntityReads reads;
  private final Guard guard;
  private final Catalog catalog;

  ExplainEndpoints(Explanations explanations, EntityReads reads, Guard guard, Catalog catalog) {
    this.explanations = explanations;
    this.reads = reads;
    this.guard = guard;
    this.catalog = catalog;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("POST", "/explain", this::explain);
  }

  private Answer explain(Call call) {
    may(call, "routes", call.workspace());
    may(call, "plugins", call.workspace());
    Asked asked;
    try {
      asked = CurlLine.read(text(call, "curl"));
    } catch (IllegalArgumentException problem) {
      return Answer.message(400, "curl: " + problem.getMessage());
    }
    Visible visible = new Visible(call);
    Explanation explanation =
        explanations.of(call.controlPlane(), asked, consumer(call, visible), visible);
    return Answer.ok(new ExplanationView(catalog, explanation, visible).of(asked));
  }

  private static String text(Call call, String field) {
    return call.body().fields().get(field) instanceof String text ? text : "";
  }

  private void may(Call call, String kind, String workspace) {
    guard.check(
        call.caller(),
        new Guard.Access(
            "GET", "/" + kind, List.of(kind), List.of(), call.controlPlane(), workspace));
  }

  private @Nullable UUID consumer(Call call, Visible visible) {
    String name = text(call, "consumer").strip();
    EntitySpec spec = catalog.entity("consumers");
    if (name.isEmpty() || spec == null) {
      return null;
    }
    may(call, "consumers", call.workspace());
    for (String key : CONSUMER_KEYS) {
      Optional<UUID> found =
          visible
              .entities
              .byFields(call.workspace(), spec, Map.of(key, name))
              .map(stored -> stored.id());
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new AdminErrors.Refused(
        Answer.message(
            400, "consumer: \"" + name + "\" (expected: a consumer's username or custom_id)"));
  }

  /// What the caller may see, in whatever workspace.
  private final class Visible implements Sight {
    private final Call call;
    private final Entities entities;
    private final Map<String, Boolean> open = new HashMap<>();

    Visible(Call call) {
      this.call = call;
      this.entities = guard.seen(call.caller(), reads.now(call.controlPlane()));
    }

    @Override
    public boolean shows(String kind, String workspace, UUID id) {
      return open.computeIfAbsent(
              kind + " " + workspace, _ -> passes(() -> may(call, kind, workspace)))
          && passes(() -> entities.byId(workspace, new EntityKey(kind, id)));
    }

    private boolean passes(Runnable look) {
      try {
        look.run();
        return true;
      } catch (AdminErrors.Refused _) {
        return false;
      }
    }
  }
}
