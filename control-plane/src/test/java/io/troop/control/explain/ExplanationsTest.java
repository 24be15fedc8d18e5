package io.troop.control.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.explain.Explanations.Explanation;
import io.troop.control.store.Heads;
import io.troop.plugin.Catalog;
import io.troop.routing.Reasons.Loss;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplanationsTest {

  private static final UUID CONTROL_PLANE = UUID.randomUUID();

  private final List<Entity> entities = new ArrayList<>();
  private final Explanations explanations = new Explanations(new Written(), Catalog.load());

  private UUID add(String kind, Map<String, ?> fields) {
    return add(kind, "default", fields);
  }

  private UUID add(String kind, String workspace, Map<String, ?> fields) {
    UUID id = UUID.randomUUID();
    Map<String, @Nullable Object> document = new LinkedHashMap<>(fields);
    document.put("id", id.toString());
    document.putIfAbsent("protocols", List.of("http", "https"));
    entities.add(Entity.of(new EntityKey(kind, id), workspace, document));
    return id;
  }

  private static Map<String, Object> to(UUID id) {
    return Map.of("id", id.toString());
  }

  private Explanation explain(String curl, @Nullable UUID consumer) {
    return explanations.of(CONTROL_PLANE, CurlLine.read(curl), consumer, (_, _, _) -> true);
  }

  private static List<String> plugins(Explanation explanation) {
    return explanation.plugins().plugins().stream().map(each -> each.plugin().name()).toList();
  }

  @Test
  void theMostSpecificInstanceOfEachPluginRunsByPriority() {
    UUID service = add("services", Map.of("host", "up.example", "name", "up"));
    UUID route = add("routes", Map.of("paths", List.of("/orders"), "service", to(service)));
    add("plugins", Map.of("name", "rate-limiting", "config", Map.of("minute", 5L)));
    add(
        "plugins",
        Map.of("name", "rate-limiting", "route", to(route), "config", Map.of("minute", 1L)));
    add("plugins", Map.of("name", "key-auth", "service", to(service), "config", Map.of()));
    add("plugins", Map.of("name", "cors", "enabled", false, "config", Map.of()));
    add("plugins", "other", Map.of("name", "acl", "config", Map.of()));

    Explanation explanation = explain("curl http://gw:8000/orders/1", null);
    assertThat(explanation.match().upstreamPath()).isEqualTo("/1");
    assertThat(plugins(explanation)).containsExactly("key-auth", "rate-limiting");
    assertThat(explanation.plugins().plugins().getLast().plugin().route().id()).isEqualTo(route);
    assertThat(explanation.plugins().left().values())
        .containsExactlyInAnyOrder(
            "the same plugin is configured for something more specific", "it is disabled");
  }

  @Test
  void aConsumersOwnPluginsCountWhenWeSayWhoItIs() {
    add("routes", Map.of("paths", List.of("/")));
    UUID consumer = add("consumers", Map.of("username", "jo"));
    UUID group = add("consumer_groups", Map.of("name", "gold"));
    add("consumer_group_consumers", Map.of("consumer", to(consumer), "consumer_group", to(group)));
    add(
        "plugins",
        Map.of("name", "rate-limiting", "consumer_group", to(group), "config", Map.of()));
    assertThat(plugins(explain("curl http://gw/", null))).isEmpty();
    assertThat(plugins(explain("curl http://gw/", consumer))).containsExactly("rate-limiting");
  }

  @Test
  void routesThatMatchAsWellComeBeforeThoseThatNearlyDo() {
    UUID shorter = add("routes", Map.of("paths", List.of("/")));
    UUID posts = add("routes", Map.of("paths", List.of("/orders"), "methods", List.of("POST")));
    UUID taken = add("routes", Map.of("paths", List.of("/orders")));
    add("routes", Map.of("paths", List.of("/far"), "methods", List.of("PUT")));
    UUID disabled = add("services", Map.of("host", "x", "enabled", false));
    add("routes", Map.of("paths", List.of("/orders"), "service", to(disabled)));

    Explanation explanation = explain("curl http://gw/orders", null);
    assertThat(explanation.match().route().id()).isEqualTo(taken);
    assertThat(explanation.others())
        .extracting(other -> other.entry().route().id())
        .containsExactly(shorter, posts);
    assertThat(explanation.others().getLast().loss())
        .isEqualTo(new Loss.Unmet(List.of("methods"), 1));
    assertThat(explain("curl http://gw/orders", null).looked()).isEqualTo(4);
  }

  @Test
  void aChangeIsSeenAtOnce() {
    add("routes", Map.of("paths", List.of("/a")));
    assertThat(explain("curl http://gw/b", null).match()).isNull();
    add("routes", Map.of("paths", List.of("/b")));
    assertThat(explain("curl http://gw/b", null).match()).isNotNull();
  }

  /// The state a test has written.
  private final class Written implements Heads {
    private Image image = Image.EMPTY;

    @Override
    public Set<UUID> controlPlanes() {
      return Set.of(CONTROL_PLANE);
    }

    @Override
    public Head head(UUID controlPlane) {
      if (image.size() != entities.size()) {
        image = Image.of(entities);
      }
      return new Head(
          image,
          new Sealed(CONTROL_PLANE, entities.size(), image.root(CONTROL_PLANE), new byte[64]));
    }

    @Override
    public Optional<List<Change>> changesSince(UUID controlPlane, long revision) {
      return Optional.empty();
    }

    @Override
    public Optional<Image> past(UUID controlPlane, long revision) {
      return Optional.empty();
    }
  }
}
