package io.troop.control.declarative;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Everything that can be stored, taken out, wiped and put back.
class RoundTripIT {

  private static final String EMPTY = "_format_version: \"3.0\"\n";

  /// Kinds of which nothing is written: uploads, and what is made while the gateway runs.
  private static final Set<String> LEFT_OUT =
      Set.of("plugin_schemas", "oauth2_tokens", "oauth2_authorization_codes");

  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.start();
    storeOneOfEach("");
    create("/workspaces", Map.of("name", "team"));
    create("/team/services", Map.of("name", "shop", "host", "team.example"));
    create("/team/consumers", Map.of("username", "bob"));
    create("/team/consumers/bob/basic-auth", Map.of("username", "bob", "password", "team-secret"));
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static Map<String, Object> create(String path, Map<String, ?> fields) {
    Reply made = control.post(path, fields);
    assertThat(made.status()).as("POST %s: %s", path, made.json()).isEqualTo(201);
    return made.json();
  }

  private static Map<String, Object> id(Map<String, Object> entity) {
    return Map.of("id", String.valueOf(entity.get("id")));
  }

  private static String rsaPublicKey() {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
      keys.initialize(2048);
      byte[] key = keys.generateKeyPair().getPublic().getEncoded();
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
          + "\n-----END PUBLIC KEY-----\n";
    } catch (NoSuchAlgorithmException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private static void storeOneOfEach(String at) {
    Authority authority = Authority.create("ours", InstantSource.system(), new SecureRandom());
    CertifiedKey pair = authority.issueServer(List.of("a.example"));
    String cert = Pem.write(List.of(pair.leaf()));
    String key = Pem.write(pair.key());
    Map<String, Object> certificate =
        create(
            at + "/certificates",
            Map.of("cert", cert, "key", key, "snis", List.of("a.example", "*.a.example")));
    Map<String, Object> ca =
        create(
            at + "/ca_certificates",
            Map.of("cert", Pem.write(List.of(authority.certificate())), "tags", List.of("ca")));
    create(
        at + "/services",
        Map.of(
            "name",
            "shop",
            "url",
            "https://shop.example/x",
            "client_certificate",
            id(certificate),
            "ca_certificates",
            List.of(String.valueOf(ca.get("id"))),
            "tls_verify",
            true,
            "tags",
            List.of("a", "yes", "1e3", "é")));
    create(
        at + "/services/shop/routes",
        Map.of(
            "name",
            "r",
            "paths",
            List.of("~/v\\d+$", "/é"),
            "headers",
            Map.of("x-a", List.of("1", "null")),
            "methods",
            List.of("GET")));
    create(at + "/routes", Map.of("hosts", List.of("nameless.example")));
    create(
        at + "/routes",
        Map.of(
            "name",
            "stream",
            "protocols",
            List.of("tcp"),
            "destinations",
            List.of(Map.of("port", 9000))));
    create(at + "/consumers", Map.of("username", "bob", "custom_id", "0123"));
    create(at + "/consumer_groups", Map.of("name", "gold", "tags", List.of("g")));
    create(at + "/consumer_groups/gold/consumers", Map.of("consumer", "bob"));
    create(
        at + "/upstreams", Map.of("name", "up", "hash_on", "header", "hash_on_header", "X-User"));
    create(at + "/upstreams/up/targets", Map.of("target", "10.0.0.1:80", "weight", 7));
    create(at + "/upstreams/up/targets", Map.of("target", "[::1]:80", "weight", 0));
    create(at + "/key-sets", Map.of("name", "set"));
    create(
        at + "/keys",
        Map.of(
            "name",
            "pem",
            "kid",
            "1",
            "set",
            Map.of("name", "set"),
            "pem",
            Map.of("private_key", key)));
    create(
        at + "/keys",
        Map.of(
            "name",
            "jwk",
            "kid",
            "2",
            "jwk",
            "{\"kty\":\"oct\",\"kid\":\"2\",\"k\":\"c2VjcmV0\"}"));
    create(
        at + "/vaults",
        Map.of("name", "env", "prefix", "my-env", "config", Map.of("prefix", "X_")));
    storePlugins(at);
    storeCredentials(at, ca);
    create(
        at + "/services/shop/degraphql/routes",
        Map.of("uri", "/me", "query", "query { me { id } }"));
  }

  private static void storePlugins(String at) {
    create(at + "/plugins", Map.of("name", "cors", "config", Map.of("max_age", 10)));
    create(at + "/services/shop/plugins", Map.of("name", "key-auth", "instance_name", "on-shop"));
    create(
        at + "/routes/r/plugins",
        Map.of(
            "name",
            "correlation-id",
            "enabled",
            false,
            "ordering",
            Map.of("before", Map.of("access", List.of("key-auth")))));
    create(
        at + "/consumers/bob/plugins",
        Map.of("name", "rate-limiting", "config", Map.of("minute", 5)));
    create(
        at + "/consumer_groups/gold/plugins",
        Map.of("name", "request-termination", "protocols", List.of("https")));
    create(
        at + "/plugins",
        Map.of(
            "name",
            "http-log",
            "service",
            Map.of("name", "shop"),
            "route",
            Map.of("name", "r"),
            "consumer",
            Map.of("username", "bob"),
            "config",
            Map.of("http_endpoint", "{vault://my-env/endpoint}", "headers", Map.of("x", "y: #z"))));
  }

  private static void storeCredentials(String at, Map<String, Object> ca) {
    String bob = at + "/consumers/bob";
    create(bob + "/key-auth", Map.of("key", "k: #1", "tags", List.of("t")));
    create(bob + "/basic-auth", Map.of("username", "b", "password", "secret"));
    create(bob + "/hmac-auth", Map.of("username", "h", "secret", "{vault://my-env/hmac}"));
    create(bob + "/jwt", Map.of("key", "j", "secret", "s"));
    create(
        bob + "/jwt", Map.of("key", "rs", "algorithm", "RS256", "rsa_public_key", rsaPublicKey()));
    create(bob + "/acls", Map.of("group", "staff"));
    create(
        bob + "/oauth2",
        Map.of(
            "name",
            "app",
            "client_id",
            "c",
            "client_secret",
            "hashed",
            "hash_secret",
            true,
            "redirect_uris",
            List.of("https://app.example/")));
    create(bob + "/mtls-auth", Map.of("subject_name", "bob", "ca_certificate", id(ca)));
    create(bob + "/key-auth-enc", Map.of("key", "encrypted"));
    create(
        bob + "/header-cert-auth", Map.of("subject_name", "bob.example", "ca_certificate", id(ca)));
  }

  private static String export(String at) {
    Reply export = control.get(at + "/config");
    assertThat(export.status()).isEqualTo(200);
    return String.valueOf(export.json().get("config"));
  }

  private static void load(String path, String text) {
    Reply reply = control.call("POST", path, "application/yaml", text);
    assertThat(reply.status()).as(String.valueOf(reply.json())).isEqualTo(201);
  }

  /// What the lists of all kinds show; times to live and the like are not among it.
  private static Map<String, Object> shown(String at) {
    Map<String, Object> lists = new TreeMap<>();
    for (Object each : (List<?>) control.get("/schemas").json().get("data")) {
      Map<?, ?> kind = (Map<?, ?>) each;
      if (Boolean.TRUE.equals(kind.get("collection"))) {
        String path = "/" + kind.get("path");
        lists.put(path, control.get(at + path).json().get("data"));
      }
    }
    lists.put("members", control.get(at + "/consumer_groups/gold/consumers").json());
    lists.put("targets", control.get(at + "/upstreams/up/targets/all").json());
    return lists;
  }

  @Test
  void everythingComesBackToTheSameBytes() {
    String before = export("");
    Map<String, Object> shown = shown("");
    String team = export("/team");
    for (Object each : (List<?>) control.get("/schemas").json().get("data")) {
      Object name = ((Map<?, ?>) each).get("name");
      if (!LEFT_OUT.contains(String.valueOf(name))) {
        assertThat(before).as("a kind that is stored above").contains("\n" + name + ":\n");
      }
    }
    assertThat(before)
        .contains("PRIVATE KEY", "{vault://my-env/hmac}", "{vault://my-env/endpoint}")
        .doesNotContain("password: secret", "client_secret: hashed", "team.example");

    load("/config", EMPTY);
    Map<String, Object> empty = new LinkedHashMap<>(shown(""));
    empty.keySet().removeAll(List.of("members", "targets"));
    assertThat(empty.values()).allMatch(List.of()::equals);
    assertThat(export("/team")).isEqualTo(team);
    load("/config", before);

    assertThat(export("")).isEqualTo(before);
    assertThat(shown("")).isEqualTo(shown);
    assertThat(export("/team")).isEqualTo(team);
  }

  @Test
  void aWorkspaceComesBackToTheSameBytesBesideAnother() {
    String team = export("/team");
    String other = export("");
    assertThat(team).contains("host: team.example").doesNotContain("shop.example", "team-secret");

    load("/team/config", EMPTY);
    assertThat(control.get("/team/consumers").json()).containsEntry("data", List.of());
    assertThat(export("")).isEqualTo(other);
    load("/team/config", team);

    assertThat(export("/team")).isEqualTo(team);
    assertThat(export("")).isEqualTo(other);
  }

  @Test
  void anotherInstallationMakesTheSameOfIt() {
    String before = export("");
    try (ControlPlaneForTests other = ControlPlaneForTests.start()) {
      Reply loaded = other.call("POST", "/config", "application/yaml", before);

      assertThat(loaded.status()).as(String.valueOf(loaded.json())).isEqualTo(201);
      assertThat(other.get("/config").json()).containsEntry("config", before);
    }
  }
}
