package io.troop.control.konnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import io.troop.control.RunningControlPlane.Reply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The requests of Konnect's Terraform provider (Kong/terraform-provider-konnect, 3.x), which sends
/// null for everything that nobody has set.
class TerraformReplayIT {

  private final RunningControlPlane server = RunningControlPlane.get();
  private String plane = "";
  private String entities = "";

  private static String nulls(String fields, String... names) {
    StringBuilder out = new StringBuilder("{").append(fields);
    for (String name : names) {
      out.append(",\"").append(name).append("\":null");
    }
    return out.append('}').toString();
  }

  private Reply expect(int status, String method, String path, String json) {
    Reply reply = server.send(method, path, json, json == null ? "" : "application/json");
    assertThat(reply.status())
        .as("%s %s %s: %s", method, path, json, reply.body())
        .isEqualTo(status);
    return reply;
  }

  /// Creates an entity and reads it, as the provider does before each plan.
  private String made(String path, String json) {
    Reply made = expect(201, "POST", entities + path, json);
    String id = made.text("id");
    assertThat(expect(200, "GET", entities + path + "/" + id, null).body()).isEqualTo(made.body());
    return id;
  }

  private void deleted(String path) {
    expect(204, "DELETE", entities + path, null);
    expect(404, "GET", entities + path, null);
  }

  @BeforeEach
  void aControlPlane() {
    String name = "tf-" + UUID.randomUUID();
    Reply made =
        expect(
            201,
            "POST",
            "/v2/control-planes",
            "{\"auth_type\":\"pinned_client_certs\",\"cluster_type\":\"CLUSTER_TYPE_CONTROL_PLANE\","
                + "\"description\":\"by terraform\",\"labels\":{\"env\":\"test\"},\"name\":\""
                + name
                + "\"}");
    plane = "/v2/control-planes/" + made.text("id");
    entities = plane + "/core-entities";
    Reply changed =
        expect(
            200,
            "PATCH",
            plane,
            "{\"auth_type\":\"pinned_client_certs\",\"description\":\"changed\","
                + "\"labels\":{\"env\":\"test\"},\"name\":\""
                + name
                + "\"}");
    assertThat(changed.text("description")).isEqualTo("changed");
    assertThat(expect(200, "GET", plane, null).body()).isEqualTo(changed.body());
  }

  @AfterEach
  void without() {
    expect(204, "DELETE", plane, null);
    expect(404, "GET", plane, null);
  }

  @Test
  void servicesRoutesAndPluginsLive() {
    String fields =
        "\"connect_timeout\":60000,\"enabled\":true,\"host\":\"shop.example\",\"name\":\"shop\","
            + "\"path\":\"/x\",\"port\":%d,\"protocol\":\"https\",\"read_timeout\":60000,"
            + "\"retries\":5,\"tags\":[\"a\"],\"write_timeout\":60000";
    String[] unset = {
      "ca_certificates", "client_certificate", "tls_sans", "tls_verify", "tls_verify_depth"
    };
    String service = made("/services", nulls(fields.formatted(443), unset));
    Reply changed =
        expect(
            200,
            "PUT",
            entities + "/services/" + service,
            nulls(fields.formatted(8443) + ",\"id\":\"" + service + "\"", unset));
    assertThat(changed.at("port")).isEqualTo(8443L);

    String route =
        made(
            "/routes",
            nulls(
                "\"https_redirect_status_code\":426,\"methods\":[\"GET\"],\"name\":\"r\","
                    + "\"path_handling\":\"v0\",\"paths\":[\"/shop\"],\"preserve_host\":false,"
                    + "\"protocols\":[\"http\",\"https\"],\"regex_priority\":0,"
                    + "\"request_buffering\":true,\"response_buffering\":true,"
                    + "\"strip_path\":true,\"service\":{\"id\":\""
                    + service
                    + "\"}",
                "destinations",
                "hosts",
                "snis",
                "sources",
                "tags"));
    String plugin =
        made(
            "/plugins",
            nulls(
                "\"name\":\"rate-limiting\",\"enabled\":true,\"route\":{\"id\":\""
                    + route
                    + "\"},\"protocols\":[\"grpc\",\"grpcs\",\"http\",\"https\"],\"config\":"
                    + nulls(
                        "\"error_code\":429,\"error_message\":\"API rate limit exceeded\","
                            + "\"fault_tolerant\":true,\"hide_client_headers\":false,"
                            + "\"limit_by\":\"consumer\",\"minute\":5,\"policy\":\"local\","
                            + "\"sync_rate\":-1,\"redis\":"
                            + nulls(
                                "\"database\":0,\"port\":6379,\"ssl\":false,"
                                    + "\"ssl_verify\":false,\"timeout\":2000",
                                "cloud_authentication",
                                "host",
                                "password",
                                "server_name",
                                "username"),
                        "day",
                        "header_name",
                        "hour",
                        "month",
                        "path",
                        "second",
                        "year"),
                "condition",
                "consumer",
                "consumer_group",
                "instance_name",
                "ordering",
                "partials",
                "service",
                "tags"));
    deleted("/plugins/" + plugin);
    deleted("/routes/" + route);
    deleted("/services/" + service);
  }

  @Test
  void consumersAndTheirCredentialsLive() {
    String consumer =
        made("/consumers", "{\"custom_id\":\"b1\",\"tags\":null,\"username\":\"bob\"}");
    expect(
        200,
        "PUT",
        entities + "/consumers/" + consumer,
        "{\"custom_id\":\"b2\",\"id\":\"" + consumer + "\",\"tags\":null,\"username\":\"bob\"}");
    String below = "/consumers/" + consumer;
    Map<String, String> credentials =
        Map.of(
            "key-auth", "{\"key\":\"k-%s\",\"tags\":null}".formatted(consumer),
            "acls", "{\"group\":\"staff\",\"tags\":null}",
            "basic-auth", "{\"password\":\"pw\",\"tags\":null,\"username\":\"b\"}",
            "hmac-auth", "{\"secret\":\"s\",\"tags\":null,\"username\":\"h\"}",
            "jwt",
                "{\"algorithm\":\"HS256\",\"key\":\"iss\",\"rsa_public_key\":null,"
                    + "\"secret\":\"s\",\"tags\":null}");
    credentials.forEach((kind, json) -> {
      String path = below + "/" + kind;
      deleted(path + "/" + made(path, json));
    });
    String group = madeGroup("/consumer_groups", "{\"name\":\"gold\",\"tags\":null}");
    String members = entities + "/consumer_groups/" + group + "/consumers";
    expect(201, "POST", members, "{\"consumer\":\"" + consumer + "\"}");
    expect(204, "DELETE", members + "/" + consumer, null);
    expect(204, "DELETE", entities + "/consumer_groups/" + group, null);
    deleted(below);
  }

  /// Reading a group answers it together with its members.
  private String madeGroup(String path, String json) {
    return expect(201, "POST", entities + path, json).text("id");
  }

  @Test
  void upstreamsAndTheirTargetsLive() {
    String upstream =
        made(
            "/upstreams",
            nulls(
                "\"algorithm\":\"round-robin\",\"hash_fallback\":\"none\",\"hash_on\":\"none\","
                    + "\"hash_on_cookie_path\":\"/\",\"name\":\"up\",\"slots\":10000,"
                    + "\"sticky_sessions_cookie_path\":\"/\",\"use_srv_name\":false",
                "client_certificate",
                "hash_fallback_header",
                "hash_fallback_query_arg",
                "hash_fallback_uri_capture",
                "hash_on_cookie",
                "hash_on_header",
                "hash_on_query_arg",
                "hash_on_uri_capture",
                "healthchecks",
                "host_header",
                "sticky_sessions_cookie",
                "tags"));
    String target =
        made(
            "/upstreams/" + upstream + "/targets",
            "{\"failover\":false,\"tags\":null,\"target\":\"10.0.0.1:80\",\"weight\":10}");
    deleted("/upstreams/" + upstream + "/targets/" + target);
    deleted("/upstreams/" + upstream);
  }

  @Test
  void whatIsSetAndNotKnownStaysAMistake() {
    Reply reply =
        expect(
            400, "POST", entities + "/services", "{\"host\":\"a\",\"tls_sans\":{\"dnsnames\":[]}}");
    assertThat(reply.at("fields")).isEqualTo(Map.of("tls_sans", "unknown field"));

    Reply elsewhere =
        server.json("POST", "/services", java.util.Collections.singletonMap("tls_sans", null));
    assertThat(elsewhere.status()).as("Kong refuses it everywhere else").isEqualTo(400);
    assertThat(String.valueOf(elsewhere.at("fields"))).contains("tls_sans=unknown field");
    assertThat(server.get(entities + "/services").at("data")).isEqualTo(List.of());
  }
}
