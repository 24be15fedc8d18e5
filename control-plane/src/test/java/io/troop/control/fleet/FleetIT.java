package io.troop.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.Fingerprint;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.fleet.NodeRegistry.Introduction;
import io.troop.control.fleet.NodeRegistry.Outcome;
import io.troop.control.fleet.NodeView.Quarantined;
import io.troop.control.projection.Projections;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Heads;
import io.troop.state.EntityKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FleetIT {

  private static ControlPlaneForTests control;
  private static UUID controlPlane;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.startWith(Map.of("role", "control_plane"));
    controlPlane = control.bean(ControlPlanes.class).first();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static NodeSession connect(UUID id, Map<String, String> labels) {
    Member member =
        new Member(
            controlPlane,
            new Fingerprint("ab"),
            Instant.now().plus(Duration.ofDays(10)),
            "10.0.0.7");
    return control
        .bean(NodeRegistry.class)
        .connected(
            member,
            new Introduction(id, "edge-" + id, "3.9.1", labels, Map.of(), NodeView.Extras.NONE));
  }

  private static Heads.Head head() {
    return control.bean(Heads.class).head(controlPlane);
  }

  private static void applies(NodeSession session, Heads.Head head, Quarantined... entities) {
    session.applied(
        new Outcome(
            head.sealed().revision(),
            head.sealed().root(),
            Duration.ofMillis(2),
            List.of(entities)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> node(UUID id) {
    var answer = control.get("/fleet/" + id);
    assertThat(answer.status()).isEqualTo(200);
    return answer.json();
  }

  @Test
  void tellsWhatEachNodeServesBesideWhatItIsTo() {
    UUID behind = UUID.randomUUID();
    UUID current = UUID.randomUUID();
    NodeSession slow = connect(behind, Map.of("zone", "a"));
    NodeSession quick = connect(current, Map.of("zone", "b"));
    applies(slow, head());
    var created = control.post("/services", Map.of("name", "drifted", "host", "example.com"));
    UUID service = UUID.fromString(String.valueOf(created.json().get("id")));
    applies(
        quick,
        head(),
        new Quarantined(new EntityKey("services", service), "its host is odd", false));

    Map<?, ?> late = node(behind);
    assertThat(late.get("state")).isEqualTo("behind");
    Map<?, ?> drift = (Map<?, ?>) late.get("drift");
    assertThat(drift.get("revisions")).isEqualTo(1L);
    assertThat((List<?>) drift.get("entities"))
        .isEqualTo(
            List.of(
                Map.of(
                    "entity", "services",
                    "id", service.toString(),
                    "name", "drifted",
                    "is", "missing")));
    Map<?, ?> there = node(current);
    assertThat(there.get("state")).isEqualTo("quarantined");
    assertThat(((Map<?, ?>) there.get("certificate")).get("state")).isEqualTo("expiring");
    assertThat(((Map<?, ?>) there.get("applied")).get("commit_to_live_millis"))
        .isInstanceOf(Long.class);

    var all = control.get("/fleet?label=zone:a");
    assertThat((List<?>) all.json().get("nodes")).hasSize(1);
    Map<?, ?> counts = (Map<?, ?>) all.json().get("counts");
    assertThat(counts.get("behind")).isEqualTo(1L);
    assertThat((List<?>) control.get("/fleet?state=quarantined").json().get("nodes")).hasSize(1);
  }

  /// An older node that can't use one entity, and for which another loses a field.
  @Test
  void everythingThatIsKnownOfANodeShowsInAllThreeInterfaces() {
    UUID id = UUID.randomUUID();
    UUID plugin = UUID.randomUUID();
    UUID service = UUID.randomUUID();
    Instant expires = Instant.now().plus(Duration.ofDays(400));
    NodeSession session =
        control
            .bean(NodeRegistry.class)
            .connected(
                new Member(controlPlane, new Fingerprint("cd"), expires, "10.0.0.9"),
                new Introduction(
                    id,
                    "older",
                    "3.4.0",
                    Map.of("zone", "c"),
                    Map.of("cors", "3.4.0"),
                    NodeView.Extras.NONE));
    control.put("/services/" + service, Map.of("name", "odd", "host", "example.com"));
    var made =
        control.put(
            "/plugins/" + plugin,
            Map.of("name", "cors", "config", Map.of("private_network", true)));
    assertThat(made.status()).isEqualTo(200);
    Heads.Head theirs = control.bean(Projections.class).of("3.4.0", head());
    assertThat(theirs.sealed().root()).isNotEqualTo(head().sealed().root());
    applies(
        session,
        theirs,
        new Quarantined(new EntityKey("services", service), "its host is odd", true));

    Map<String, Object> ours = node(id);
    Map<String, Object> kong = control.get("/clustering/data-planes/" + id).json();
    String tenant = "/v2/control-planes/" + controlPlane + "/nodes";
    Map<?, ?> konnect = (Map<?, ?>) control.get(tenant + "/" + id).json().get("item");

    String root = theirs.sealed().root().toString();
    assertThat((Map<?, ?>) ours.get("applied"))
        .matches(it -> Objects.equals(it.get("root"), root))
        .matches(it -> Objects.equals(it.get("revision"), theirs.sealed().revision()))
        .matches(it -> it.get("at") instanceof Double)
        .matches(it -> it.get("commit_to_live_millis") instanceof Long);
    assertThat(((Map<?, ?>) ours.get("certificate")).get("expires_at"))
        .isEqualTo(expires.getEpochSecond());
    assertThat(((Map<?, ?>) ours.get("compatibility")).get("sync_status")).isEqualTo("normal");
    for (Map<?, ?> shown : List.of(kong, konnect)) {
      assertThat(shown.get("root")).isEqualTo(root);
      assertThat(shown.get("revision")).isEqualTo(theirs.sealed().revision());
      assertThat(shown.get("applied_at")).isInstanceOf(Long.class);
      assertThat(shown.get("apply_micros")).isEqualTo(2000L);
      assertThat(shown.get("commit_to_live_millis")).isInstanceOf(Long.class);
      assertThat(shown.get("config_hash")).isEqualTo(theirs.sealed().root().configHash());
      assertThat(shown.get("updated_at")).isInstanceOf(Long.class);
    }
    for (Map<?, ?> shown : List.of(ours, kong, konnect)) {
      assertThat(shown.get("state")).isEqualTo("quarantined");
      assertThat(shown.get("connected")).isEqualTo(true);
      assertThat(shown.get("version")).isEqualTo("3.4.0");
      assertThat(shown.get("hostname")).isEqualTo("older");
      assertThat(shown.get("labels")).isEqualTo(Map.of("zone", "c"));
      assertThat(shown.get("problems")).isEqualTo(Map.of());
      assertThat(shown.get("quarantined"))
          .isEqualTo(
              List.of(
                  Map.of(
                      "entity", "services",
                      "id", service.toString(),
                      "name", "odd",
                      "reason", "its host is odd",
                      "serves_last_good", true)));
      assertThat(String.valueOf(shown.get("removed_fields")))
          .contains("field=config.private_network", "since=3.5.0", plugin.toString());
    }
    assertThat(kong)
        .containsEntry("ip", "10.0.0.9")
        .containsEntry("sync_status", "normal")
        .containsEntry("rpc_capabilities", List.of())
        .containsEntry("cert_details", Map.of("expiry_timestamp", expires.getEpochSecond()))
        .containsKeys("last_seen", "ttl");
    assertThat(konnect.get("type")).isEqualTo("kong-proxy");
    assertThat(konnect.get("last_ping")).isInstanceOf(Long.class);
    assertThat(konnect.get("created_at")).isInstanceOf(Long.class);
    assertThat(konnect.get("certificate_expires_at")).isEqualTo(expires.getEpochSecond());
    assertThat(String.valueOf(konnect.get("compatibility_status")))
        .contains("COMPATIBILITY_STATE_INCOMPATIBLE", "its host is odd", service.toString());
    assertThat((List<?>) control.get("/clustering/data-planes?size=1").json().get("data"))
        .hasSize(1);
    assertThat((List<?>) control.get(tenant + "?page[size]=1").json().get("items")).hasSize(1);
    // The other tests count nodes, and look at what those without the plugin serve.
    assertThat(control.delete("/plugins/" + plugin).status()).isEqualTo(204);
    assertThat(control.delete("/fleet/" + id).status()).isEqualTo(204);
  }

  @Test
  void theStatusOfTheClusterIsAsKongShowsItAndDeprecated() {
    UUID id = UUID.randomUUID();
    NodeSession session = connect(id, Map.of());
    applies(session, head());

    var status = control.get("/clustering/status");

    assertThat(status.raw().headers().firstValue("Deprecation")).hasValue("true");
    assertThat((Map<?, ?>) status.json().get(id.toString()))
        .matches(it -> Objects.equals(it.get("hostname"), "edge-" + id))
        .matches(it -> Objects.equals(it.get("ip"), "10.0.0.7"))
        .matches(it -> Objects.equals(it.get("config_hash"), head().sealed().root().configHash()))
        .matches(it -> it.get("last_seen") instanceof Long);
    assertThat(control.delete("/fleet/" + id).status()).isEqualTo(204);
  }

  @Test
  void nodesAreSearchedSortedAndPaged() {
    String mark = UUID.randomUUID().toString().substring(0, 8);
    List<UUID> ids = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    for (UUID id : ids) {
      connect(id, Map.of("mark", mark));
    }
    List<String> wanted = ids.stream().map(UUID::toString).sorted().toList();
    for (String arguments : List.of("", "&sort_by=hostname", "&sort_by=state")) {
      List<String> found = new ArrayList<>();
      Object offset = "";
      while (offset != null) {
        Map<?, ?> page =
            control
                .get(
                    "/fleet?size=1&search=MARK:"
                        + mark
                        + arguments
                        + (offset.equals("") ? "" : "&offset=" + escaped(offset)))
                .json();
        ((List<?>) page.get("nodes"))
            .forEach(node -> found.add(String.valueOf(((Map<?, ?>) node).get("id"))));
        offset = page.get("offset");
      }
      assertThat(found).as(arguments).hasSize(3).containsExactlyInAnyOrderElementsOf(wanted);
    }
    assertThat(control.get("/fleet?sort_by=colour").status()).isEqualTo(400);
  }

  private static String escaped(Object offset) {
    return URLEncoder.encode(String.valueOf(offset), StandardCharsets.UTF_8);
  }

  @Test
  void aNewNodeGetsTheExactWordsToStartIt() {
    var answer =
        control.post(
            "/clustering/enrolments",
            Map.of("name", "edge-9", "labels", Map.of("zone", "a"), "image", "example/node:9"));
    assertThat(answer.status()).isEqualTo(201);
    Map<?, ?> how = (Map<?, ?>) answer.json().get("instructions");
    String docker = (String) ((Map<?, ?>) how.get("docker")).get("command");
    assertThat(docker)
        .startsWith("docker run -d \\\n")
        .contains("-e \"KONG_CLUSTER_DP_LABELS=zone:a\" \\\n")
        .contains("-e \"KONG_CLUSTER_CONTROL_PLANE=127.0.0.1:")
        .contains("-e \"KONG_CLUSTER_CERT_KEY=-----BEGIN")
        .endsWith("-p 8443:8443 \\\nexample/node:9");
    for (String name :
        List.of(
            "ROLE=data_plane",
            "DATABASE=off",
            "VITALS=off",
            "CLUSTER_MTLS=pki",
            "CLUSTER_SERVER_NAME=127.0.0.1",
            "CLUSTER_TELEMETRY_ENDPOINT=127.0.0.1:",
            "CLUSTER_TELEMETRY_SERVER_NAME=127.0.0.1",
            "CLUSTER_CERT=-----BEGIN CERTIFICATE-----",
            "CLUSTER_CA_CERT=-----BEGIN CERTIFICATE-----",
            "LUA_SSL_TRUSTED_CERTIFICATE=system",
            "KONNECT_MODE=on")) {
      assertThat(docker).contains("-e \"KONG_" + name);
    }
    Map<?, ?> kubernetes = (Map<?, ?>) how.get("kubernetes");
    assertThat((String) kubernetes.get("values.yaml"))
        .contains("  database: 'off'\n")
        .contains("secretVolumes:\n  - kong-cluster-cert\n")
        .contains("  repository: example/node\n  tag: '9'\n")
        .doesNotContain("PRIVATE KEY");
    assertThat((String) kubernetes.get("commands"))
        .contains(
            "kubectl create secret tls kong-cluster-cert -n kong --cert=tls.crt --key=tls.key");
    assertThat(((Map<?, ?>) how.get("linux")).get("command"))
        .isEqualTo("kong start -c /etc/kong/kong.conf");
    assertThat((String) ((Map<?, ?>) how.get("linux")).get("kong.conf"))
        .contains("cluster_cert_key = /etc/kong/tls.key\n");
    assertThat(control.get("/clustering/enrolments").raw().body()).doesNotContain("PRIVATE KEY");

    Object certificate = answer.json().get("certificate");
    assertThat(control.post("/clustering/enrolments", Map.of("certificate", certificate)).status())
        .as("it is registered already")
        .isEqualTo(409);
    assertThat(control.post("/clustering/enrolments", Map.of("certificate", "none")).status())
        .isEqualTo(400);
  }

  @Test
  void showsPinsAndVitals() {
    UUID id = UUID.randomUUID();
    NodeSession session = connect(id, Map.of());
    applies(session, head());
    session.local(head().sealed().revision(), true);
    control
        .bean(NodeRegistry.class)
        .vitals(controlPlane, id, new Vitals(Instant.now(), 1, 2, 3, 4, 5, 6));

    Map<?, ?> node = node(id);

    assertThat(node.get("state")).isEqualTo("pinned");
    assertThat(node.get("draining")).isEqualTo(true);
    assertThat(((Map<?, ?>) node.get("vitals")).get("dropped_reports")).isEqualTo(6L);
    NodeStore store = control.bean(NodeStore.class);
    store.save(control.bean(NodeRegistry.class).nodes(controlPlane));
    assertThat(store.nodes(controlPlane))
        .filteredOn(stored -> stored.id().equals(id))
        .singleElement()
        .satisfies(stored -> {
          assertThat(stored.extras().pinnedRevision()).isEqualTo(head().sealed().revision());
          assertThat(stored.extras().vitals()).isNotNull();
        });
  }

  @Test
  void aNodeThatSaysNothingIsLostEvenIfNobodyNotedThatItLeft() {
    UUID id = UUID.randomUUID();
    connect(id, Map.of());
    NodeRegistry registry = control.bean(NodeRegistry.class);
    NodeStore store = control.bean(NodeStore.class);
    Instant later = Instant.now().plus(Fleet.SILENCE).plusSeconds(1);

    Fleet fleet = new Fleet(registry, store, () -> later);

    assertThat(fleet.node(controlPlane, id)).get().matches(node -> !node.connected());
    assertThat(control.delete("/fleet/" + id).status()).isEqualTo(204);
    assertThat(control.get("/fleet/" + id).status()).isEqualTo(404);
  }

  @Test
  void whatIsStoredDoesNotHideThatANodeLeftAfterwards() {
    NodeRegistry registry = control.bean(NodeRegistry.class);
    // Several, since the moments they were seen at differ in what a database could round.
    for (int i = 0; i < 10; i++) {
      UUID id = UUID.randomUUID();
      NodeSession session = connect(id, Map.of());
      control.bean(NodeStore.class).save(registry.nodes(controlPlane));
      session.ended("it crashed");
      assertThat(control.bean(Fleet.class).node(controlPlane, id))
          .get()
          .matches(node -> !node.connected());
    }
  }
}
