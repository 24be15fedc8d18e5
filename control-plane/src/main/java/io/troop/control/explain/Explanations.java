package io.troop.control.explain;

import io.troop.control.document.Json;
import io.troop.control.store.Heads;
import io.troop.plugin.Catalog;
import io.troop.plugin.entity.ConsumerGroupConsumer;
import io.troop.plugin.entity.Service;
import io.troop.plugin.schema.RecordBinder;
import io.troop.routing.Match;
import io.troop.routing.Reasons;
import io.troop.routing.Reasons.Loss;
import io.troop.routing.RouteEntry;
import io.troop.routing.scope.ClientProtocol;
import io.troop.routing.scope.Scope;
import io.troop.state.Entity;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Explains requests over the newest revision. *Thread-safe.* What was compiled last is kept, so
/// that one question after the other about the same revision is quick.
@Component
class Explanations {

  private static final int MOST_OTHERS = 20;
  private static final String DEFAULT_WORKSPACE = "default";

  private final Heads heads;
  private final Catalog catalog;
  private final AtomicReference<@Nullable Compiled> last = new AtomicReference<>();

  private record Compiled(Sealed revision, RouteMap routes, PluginMap plugins) {}

  Explanations(Heads heads, Catalog catalog) {
    this.heads = heads;
    this.catalog = catalog;
  }

  /// A route that does not take the request.
  record Other(RouteEntry entry, Loss loss) {
    boolean matches() {
      return loss instanceof Loss.Outranked;
    }
  }

  /// @param others those that match as well, then those that nearly do
  /// @param looked how many routes there are
  /// @param plugins of the route; of all requests when there is none
  record Explanation(
      long revision,
      Image image,
      @Nullable Match match,
      List<Other> others,
      int looked,
      PluginMap.Chain plugins) {}

  /// @param consumer who the request would be from; null for nobody known
  Explanation of(UUID controlPlane, Asked asked, @Nullable UUID consumer, Sight sight) {
    Heads.Head head = heads.head(controlPlane);
    Compiled compiled = compiled(head);
    Reasons reasons = new Reasons(compiled.routes().table(), asked);
    Match match = reasons.match();
    List<Other> others = new ArrayList<>();
    for (RouteEntry entry : compiled.routes().entries()) {
      Loss loss = reasons.why(entry);
      if (loss != null && isNear(loss)) {
        others.add(new Other(entry, loss));
      }
    }
    others.sort(Comparator.comparingInt(Explanations::distance));
    List<Scope> scopes =
        match == null
            ? List.of(Scope.global(DEFAULT_WORKSPACE))
            : scopes(match.entry(), consumer, head.image());
    return new Explanation(
        head.sealed().revision(),
        head.image(),
        match,
        others.stream().filter(other -> sight.shows(other.entry())).limit(MOST_OTHERS).toList(),
        compiled.routes().entries().size(),
        compiled.plugins().chain(scopes, ClientProtocol.of(asked.isTls(), asked.isGrpc())));
  }

  private Compiled compiled(Heads.Head head) {
    Compiled known = last.get();
    if (known != null && known.revision().equals(head.sealed())) {
      return known;
    }
    Compiled made =
        new Compiled(
            head.sealed(),
            RouteMap.of(head.image(), catalog.flavor()),
            PluginMap.of(head.image(), catalog));
    last.set(made);
    return made;
  }

  /// Whether a route is worth speaking of: it matches, or something of what it asks for is met.
  private static boolean isNear(Loss loss) {
    return switch (loss) {
      case Loss.Outranked _ -> true;
      case Loss.Unmet unmet -> unmet.met() > 0 || unmet.fields().size() <= 1;
    };
  }

  private static int distance(Other other) {
    return switch (other.loss()) {
      case Loss.Outranked _ -> -1;
      case Loss.Unmet unmet -> unmet.fields().size() * 100 - unmet.met();
    };
  }

  private static List<Scope> scopes(RouteEntry entry, @Nullable UUID consumer, Image image) {
    Service service = entry.service();
    return Scope.covering(
        entry.workspace(),
        entry.route().id(),
        service == null ? null : service.id(),
        consumer,
        consumer == null ? List.of() : groups(consumer, image));
  }

  private static List<UUID> groups(UUID consumer, Image image) {
    List<UUID> groups = new ArrayList<>();
    for (Entity entity : image.ofKind("consumer_group_consumers")) {
      var member = RecordBinder.bind(ConsumerGroupConsumer.class, Json.object(entity.json()));
      if (member.consumer().id().equals(consumer)) {
        groups.add(member.consumerGroup().id());
      }
    }
    groups.sort(null);
    return groups;
  }
}
