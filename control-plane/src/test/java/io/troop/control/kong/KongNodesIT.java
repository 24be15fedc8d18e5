package io.troop.control.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.document.Json;
import io.troop.control.fleet.ControlPlaneKeys;
import io.troop.control.fleet.Enrolments;
import io.troop.control.store.ControlPlanes;
import io.troop.control.sync.ClusterListeners;
import io.troop.plugin.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// An unmodified Kong node, as far as its bytes go, attaches.
class KongNodesIT {

  private static final Path RECORDING = Path.of("src/test/resources/kong/exchange.txt");
  private static final UUID SERVICE = UUID.fromString("5a3b6f5e-0000-4000-8000-000000000001");
  private static final UUID ROUTE = UUID.fromString("5a3b6f5e-0000-4000-8000-000000000002");
  private static final UUID CONSUMER = UUID.fromString("5a3b6f5e-0000-4000-8000-000000000003");
  private static final UUID PLUGIN = UUID.fromString("5a3b6f5e-0000-4000-8000-000000000004");
  private static final UUID DISABLED = UUID.fromString("5a3b6f5e-0000-4000-8000-000000000005");

  private static ControlPlaneForTests control;
  private static CertifiedKey key;

  private final List<KongClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.startWith(Map.of("db_update_frequency", "0"));
    UUID controlPlane = control.bean(ControlPlanes.class).first();
    var enrolment = control.bean(Enrolments.class).enrol(controlPlane, "kong");
    key =
        Pem.certifiedKey(
            "certificate", enrolment.registered().cert(), "key", enrolment.privateKey());
    control.put(
        "/services/" + SERVICE,
        Map.of("name", "orders", "host", "orders.example.com", "created_at", 1));
    control.put(
        "/routes/" + ROUTE,
        Map.of(
            "name",
            "orders",
            "paths",
            List.of("/orders"),
            "service",
            Map.of("id", SERVICE.toString()),
            "created_at",
            1));
    control.put("/consumers/" + CONSUMER, Map.of("username", "ada", "created_at", 1));
    control.post(
        "/consumers/ada/key-auth",
        Map.of("id", new UUID(1, 1).toString(), "key", "secret-of-ada", "created_at", 1));
    control.put(
        "/plugins/" + PLUGIN,
        Map.of("name", "cors", "service", Map.of("id", SERVICE.toString()), "created_at", 1));
    control.put("/services/" + DISABLED, Map.of("host", "off.example.com", "enabled", false));
    control.post("/services/" + DISABLED + "/routes", Map.of("paths", List.of("/off")));
    control.post(
        "/services/" + DISABLED + "/plugins",
        Map.of("name", "acl", "config", Map.of("allow", List.of("a"))));
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  @AfterEach
  void disconnect() throws IOException {
    for (KongClient client : clients) {
      client.close();
    }
  }

  private KongClient connect(UUID node, String version) throws IOException {
    return open(
        0, key, "/v1/outlet?node_id=" + node + "&node_hostname=kong-1&node_version=" + version);
  }

  private KongClient open(int listener, CertifiedKey with, String target) throws IOException {
    ClusterListeners listeners = control.bean(ClusterListeners.class);
    int port = (listener == 0 ? listeners.ports() : listeners.telemetryPorts()).getFirst();
    KongClient client = new KongClient(port, with, target);
    clients.add(client);
    return client;
  }

  private static String basicInfo(String version, Predicate<String> has) {
    List<Map<String, Object>> plugins = new ArrayList<>();
    for (String name : control.bean(Catalog.class).plugins().keySet()) {
      if (has.test(name)) {
        plugins.add(Map.of("name", name, "version", version));
      }
    }
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("type", "basic_info");
    info.put("plugins", plugins);
    info.put("process_conf", Map.of("role", "data_plane", "cluster_mtls", "shared"));
    info.put("filters", Map.of());
    info.put("labels", Map.of("zone", "a"));
    return Json.text(info);
  }

  private static Map<?, ?> fleet(UUID node) {
    return control.get("/fleet/" + node).json();
  }

  private static void until(UUID node, Predicate<Map<?, ?>> condition) {
    long last = System.nanoTime() + 30_000_000_000L;
    Map<?, ?> seen = fleet(node);
    while (!condition.test(seen)) {
      if (System.nanoTime() > last) {
        throw new AssertionError("did not come to be within 30 s; last seen: " + seen);
      }
      Thread.onSpinWait();
      seen = fleet(node);
    }
  }

  private static Object at(Map<?, ?> document, String... path) {
    Object value = document;
    for (String name : path) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  /// Refresh with `-Dgolden.update=true`; the difference is the review.
  @Test
  void theExchangeIsAsRecorded() throws IOException {
    UUID node = UUID.randomUUID();
    StringBuilder seen = new StringBuilder();
    KongClient client = connect(node, "3.9.1");
    seen.append("< ").append(client.status()).append('\n');
    client.binary(basicInfo("3.9.1", _ -> true));
    seen.append("> basic_info\n");
    client.ping(KongClient.NO_HASH);
    seen.append("> ping, no configuration\n");
    KongClient.Frame first = client.next();
    KongClient.Frame second = client.next();
    assertThat(first.isPong() != second.isPong()).as("one pong, one configuration").isTrue();
    Map<String, Object> message = (first.isPong() ? second : first).message();
    String hash = String.valueOf(message.get("config_hash"));
    seen.append("< pong\n< reconfigure\n").append(pretty(masked(message), "  ")).append('\n');
    client.ping(hash);
    seen.append("> ping, that configuration\n");
    assertThat(client.next().isPong()).isTrue();
    seen.append("< pong\n");

    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(RECORDING, seen);
    }
    assertThat(seen.toString()).isEqualTo(Files.readString(RECORDING));

    until(node, shown -> "in_sync".equals(shown.get("state")));
    assertThat(fleet(node).get("kind")).isEqualTo("kong");
    assertThat(at(fleet(node), "applied", "root")).asString().startsWith(hash);
  }

  private static Object masked(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> out = new TreeMap<>();
        map.forEach((name, inner) -> {
          boolean changing =
              List.of("timestamp", "created_at", "updated_at", "config_hash", "hashes")
                      .contains(String.valueOf(name))
                  || (name.equals("id") && "default".equals(map.get("name")));
          out.put(String.valueOf(name), changing ? "…" : masked(inner));
        });
        yield out;
      }
      case List<?> list -> list.stream().map(KongNodesIT::masked).toList();
      case null -> "null";
      default -> value;
    };
  }

  private static String pretty(Object value, String indent) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      StringBuilder out = new StringBuilder();
      map.forEach((name, inner) ->
          out.append('\n')
              .append(indent)
              .append(name)
              .append(": ")
              .append(pretty(inner, indent + "  ")));
      return out.toString();
    }
    if (value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map) {
      StringBuilder out = new StringBuilder();
      list.forEach(inner ->
          out.append('\n').append(indent).append("-").append(pretty(inner, indent + "  ")));
      return out.toString();
    }
    return String.valueOf(value);
  }

  @Test
  void everyChangeSendsEverythingAnew() throws IOException {
    KongClient client = connect(UUID.randomUUID(), "3.9.1");
    client.binary(basicInfo("3.9.1", _ -> true));
    Object before = client.next().message().get("config_hash");
    control.post("/consumers", Map.of("username", "grace"));
    Map<String, Object> message = client.next().message();
    assertThat(message.get("config_hash")).isNotEqualTo(before);
    assertThat(Json.text(message)).contains("grace");
    control.delete("/consumers/grace");
    assertThat(client.next().message().get("config_hash")).isEqualTo(before);
  }

  @Test
  void whatANodeCouldNotUseShowsAtTheEntity() throws IOException {
    UUID node = UUID.randomUUID();
    KongClient client = connect(node, "3.9.1");
    client.binary(basicInfo("3.9.1", _ -> true));
    Object hash = client.next().message().get("config_hash");
    Map<String, Object> flattened =
        Map.of(
            "entity_type",
            "service",
            "entity_id",
            SERVICE.toString(),
            "entity_name",
            "orders",
            "errors",
            List.of(Map.of("type", "field", "field", "host", "message", "invalid value")));
    client.binary(
        Json.text(
            Map.of(
                "type",
                "error",
                "error",
                Map.of(
                    "name",
                    "declarative configuration parse failure",
                    "source",
                    "kong.db.declarative.parse_table",
                    "message",
                    "bad config",
                    "config_hash",
                    String.valueOf(hash),
                    "code",
                    14,
                    "flattened_errors",
                    List.of(flattened)))));
    until(node, shown -> "rejecting".equals(shown.get("state")));
    assertThat(String.valueOf(fleet(node).get("rejection")))
        .contains("declarative configuration parse failure: bad config");
    Map<?, ?> entity = (Map<?, ?>) ((List<?>) fleet(node).get("quarantined")).getFirst();
    assertThat(entity.get("id")).isEqualTo(SERVICE.toString());
    assertThat(entity.get("reason")).isEqualTo("host: invalid value");
    client.ping(String.valueOf(hash));
    until(node, shown -> "in_sync".equals(shown.get("state")));
  }

  @Test
  void aNodeThatGoesOnWithAnotherConfigurationIsSaidTo() throws IOException {
    UUID node = UUID.randomUUID();
    KongClient client = connect(node, "3.9.1");
    client.binary(basicInfo("3.9.1", _ -> true));
    client.next().message();
    client.ping("f".repeat(32));
    client.ping("f".repeat(32));
    until(node, shown -> "rejecting".equals(shown.get("state")));
  }

  @Test
  void withoutAConfiguredPluginTheConfigurationIsWithheld() throws IOException {
    UUID node = UUID.randomUUID();
    KongClient client = connect(node, "3.9.1");
    client.binary(basicInfo("3.9.1", name -> !name.equals("cors")));
    client.ping(KongClient.NO_HASH);
    assertThat(client.next().isPong()).isTrue();
    until(node, shown -> "incompatible".equals(shown.get("state")));
    assertThat(at(fleet(node), "compatibility", "sync_status"))
        .isEqualTo("plugin_set_incompatible");
    client.ping(KongClient.NO_HASH);
    assertThat(client.next().isPong()).as("still nothing else").isTrue();
  }

  @Test
  void aPluginOfALaterVersionIsIncompatible() throws IOException {
    UUID node = UUID.randomUUID();
    connect(node, "3.9.1").binary(basicInfo("4.0.0", _ -> true));
    until(
        node,
        shown -> "plugin_version_incompatible".equals(at(shown, "compatibility", "sync_status")));
  }

  @Test
  void aLaterNodeIsShownAndLeftAlone() throws IOException {
    UUID node = UUID.randomUUID();
    KongClient client = connect(node, "3.10.0");
    client.binary(basicInfo("3.10.0", _ -> true));
    assertThat(client.next().isEnd()).isTrue();
    until(node, shown -> "incompatible".equals(shown.get("state")));
    assertThat(at(fleet(node), "compatibility", "sync_status"))
        .isEqualTo("kong_version_incompatible");
  }

  @Test
  void anOlderNodeGetsNoFieldsItDoesNotKnow() throws IOException {
    UUID node = UUID.randomUUID();
    KongClient client = connect(node, "3.2.0");
    client.binary(basicInfo("3.2.0", _ -> true));
    Map<?, ?> table = (Map<?, ?>) client.next().message().get("config_table");
    Map<?, ?> plugin = (Map<?, ?>) ((List<?>) table.get("plugins")).getFirst();
    Map<?, ?> config = (Map<?, ?>) plugin.get("config");
    assertThat(config.containsKey("max_age")).isTrue();
    assertThat(config.containsKey("private_network")).isFalse();
    assertThat(config.containsKey("allow_origin_absent")).isFalse();
    assertThat(plugin.containsKey("updated_at")).isFalse();
    until(node, shown -> !((List<?>) shown.get("removed_fields")).isEmpty());
    assertThat(Json.text(fleet(node).get("removed_fields")))
        .contains("\"field\":\"config.private_network\"", "\"since\":\"3.5.0\"", PLUGIN.toString());
  }

  @Test
  void framesThatAreNoneEndTheConnection() throws IOException {
    KongClient noHash = connect(UUID.randomUUID(), "3.9.1");
    noHash.binary(basicInfo("3.9.1", _ -> true));
    noHash.next().message();
    noHash.ping("short");
    assertThat(noHash.next().isEnd()).isTrue();

    KongClient noInfo = connect(UUID.randomUUID(), "3.9.1");
    noInfo.binary("{\"type\":\"else\"}");
    assertThat(noInfo.next().isEnd()).isTrue();
  }

  @Test
  void onlyNodesThatSayWhoTheyAreAreServed() throws IOException {
    assertThat(open(0, key, "/v1/outlet?node_version=3.9.1").status()).contains(" 400 ");
    assertThat(open(0, key, "/v1/outlet?node_id=" + UUID.randomUUID()).status()).contains(" 400 ");
    assertThat(open(0, key, "/v2/outlet?node_id=a&node_version=3.9.1").status()).contains(" 404 ");
    CertifiedKey stranger =
        control
            .bean(ControlPlaneKeys.class)
            .of(control.bean(ControlPlanes.class).first())
            .authority()
            .issueNode("stranger");
    assertThatThrownBy(() -> open(0, stranger, "/v1/outlet")).isInstanceOf(IOException.class);
  }

  @Test
  void whatKongReportsOfItsTrafficIsTakenAndDropped() throws IOException {
    for (String path : List.of("/v1/analytics/reqlog", "/v1/ingest")) {
      KongClient client =
          open(1, key, path + "?node_id=" + UUID.randomUUID() + "&node_version=3.9.1");
      assertThat(client.status()).as(path).contains(" 101 ");
      client.binary("anything at all");
      client.ping("0");
      assertThat(client.next().isPong()).as(path).isTrue();
    }
  }
}
