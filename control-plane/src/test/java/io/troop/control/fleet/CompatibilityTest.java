package io.troop.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.Fingerprint;
import io.troop.control.fleet.NodeView.Held;
import io.troop.control.fleet.NodeView.Quarantined;
import io.troop.control.store.Heads;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CompatibilityTest {

  private static final UUID CONTROL_PLANE = new UUID(1, 1);
  private static final EntityKey PLUGIN = new EntityKey("plugins", new UUID(2, 2));
  private static final Image IMAGE =
      Image.of(List.of(Entity.of(PLUGIN, "default", Map.of("name", "key-auth"))));

  private final Compatibility compatibility =
      new Compatibility(new OneHead(), "3.9.1", Map.of("key-auth", "3.9.1"));

  private record OneHead() implements Heads {
    @Override
    public Set<UUID> controlPlanes() {
      return Set.of(CONTROL_PLANE);
    }

    @Override
    public Head head(UUID controlPlane) {
      return new Head(IMAGE, new Sealed(CONTROL_PLANE, 1, IMAGE.root(CONTROL_PLANE), new byte[64]));
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

  private static NodeView node(
      String version, Set<String> plugins, boolean holds, List<Quarantined> quarantined) {
    Instant now = Instant.EPOCH;
    Map<String, String> versions = new HashMap<>();
    plugins.forEach(plugin -> versions.put(plugin, version));
    return new NodeView(
        new UUID(3, 3),
        new Member(CONTROL_PLANE, new Fingerprint("f"), now, "127.0.0.1"),
        "node",
        version,
        Map.of(),
        versions,
        true,
        now,
        now,
        now,
        holds ? new Held(1, IMAGE.root(CONTROL_PLANE), now, Duration.ZERO) : null,
        quarantined,
        null,
        "",
        1,
        NodeView.Extras.NONE);
  }

  @Test
  void normalWhenVersionAndPluginsFit() {
    NodeView node = node("3.4.0", Set.of("key-auth", "acl"), true, List.of());
    assertThat(compatibility.status(node)).isEqualTo("normal");
    assertThat(compatibility.issues(node)).isEmpty();
  }

  @Test
  void unknownBeforeItHoldsAnything() {
    assertThat(compatibility.status(node("3.9.1", Set.of("key-auth"), false, List.of())))
        .isEqualTo("unknown");
  }

  @Test
  void namesTheConfiguredPluginThatANodeLacks() {
    NodeView node = node("3.9.1", Set.of("acl"), true, List.of());
    assertThat(compatibility.status(node)).isEqualTo("plugin_set_incompatible");
    assertThat(compatibility.issues(node))
        .extracting(Compatibility.Issue::description)
        .containsExactly("configured key-auth plugin 3.9.1 is missing from data plane");
  }

  @Test
  void refusesALaterOrForeignVersion() {
    for (String version : List.of("3.10.0", "2.8.1", "nonsense")) {
      assertThat(compatibility.status(node(version, Set.of("key-auth"), true, List.of())))
          .as(version)
          .isEqualTo("kong_version_incompatible");
    }
    assertThat(compatibility.versionProblem("3.10.0"))
        .isEqualTo(
            "data plane version 3.10.0 is incompatible with older control plane version 3.9.1");
  }

  @Test
  void showsQuarantinedEntitiesAsIssues() {
    NodeView node =
        node("3.9.1", Set.of("key-auth"), true, List.of(new Quarantined(PLUGIN, "why", true)));
    assertThat(compatibility.issues(node))
        .singleElement()
        .satisfies(issue -> {
          assertThat(issue.code()).isEqualTo("QUARANTINED");
          assertThat(issue.description()).isEqualTo("why");
          assertThat(issue.entities()).containsExactly(PLUGIN.toString());
        });
  }
}
