package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import io.troop.e2e.harness.Node;
import io.troop.kafka.Broker;
import io.troop.plugins.fakes.AwsStub;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// An event gateway in front of a Kafka cluster, as a tutorial tells one to type it: a route
/// without a service, the kafka-upstream plugin with SCRAM over TLS, and a request that becomes a
/// record. All tests use one installation; the last one stops the broker.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventGatewayIT {
  private static final String SENT = "{\"message\":\"message sent\"}";

  @TempDir static Path folder;
  private static @Nullable AwsStub aws;
  private static @Nullable Broker broker;
  private static @Nullable Installation installation;

  @BeforeAll
  static void start() throws Exception {
    aws = new AwsStub("AKIAEXAMPLE", "the/secret+key");
    broker = new Broker(folder);
    installation = Installation.create();
    Path trusted =
        Files.writeString(folder.resolve("broker.pem"), broker.keys().certificate("broker"));
    installation.controlPlane().with("KONG_AUDIT_LOG", "on");
    installation.controlPlane().start();
    Node node = installation.newNode("node-1");
    node.with("KONG_LUA_SSL_TRUSTED_CERTIFICATE", "system," + trusted);
    node.with("KAFKA_LOGIN", "{\"user\":\"kong\",\"password\":\"kongkong\"}");
    node.with("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
    node.with("AWS_SECRET_ACCESS_KEY", "the/secret+key");
    node.start();
  }

  @AfterAll
  static void stop() {
    if (installation != null) {
      installation.close();
    }
    if (broker != null) {
      broker.close();
    }
    if (aws != null) {
      aws.close();
    }
  }

  @Test
  @Order(1)
  void aRequestBecomesARecord() throws IOException {
    Answer route = post("/routes", "name", "route_kafka", "paths[]", "/kafka");
    assertThat(route.json("service")).isNull();
    installation.until("the route is there", () -> get("/kafka").status() == 503);
    assertThat(get("/kafka").json("message")).isEqualTo("no Service found with those values");

    String port = String.valueOf(broker.tlsPort());
    Answer plugin =
        post(
            "/routes/route_kafka/plugins",
            "name",
            "kafka-upstream",
            "config.authentication.mechanism",
            "SCRAM-SHA-512",
            "config.authentication.password",
            "kongkong",
            "config.authentication.strategy",
            "sasl",
            "config.authentication.user",
            "kong",
            "config.bootstrap_servers[1].host",
            "127.0.0.1",
            "config.bootstrap_servers[1].port",
            port,
            "config.bootstrap_servers[2].host",
            "localhost",
            "config.bootstrap_servers[2].port",
            port,
            "config.forward_body",
            "true",
            "config.forward_headers",
            "true",
            "config.forward_method",
            "true",
            "config.forward_uri",
            "true",
            "config.producer_async",
            "true",
            "config.security.ssl",
            "true",
            "config.topic",
            "topic1");
    assertThat(plugin.json("config", "bootstrap_servers", 1, "host")).isEqualTo("localhost");
    assertThat(plugin.json("config", "authentication", "mechanism")).isEqualTo("SCRAM-SHA-512");

    installation.until("requests are taken", () -> get("/kafka").status() == 200);
    Answer sent = get("/kafka?q=1", List.of(Map.entry("aaa", "888")));
    assertThat(sent.body()).isEqualTo(SENT);
    assertThat(sent.header("content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(sent.header("x-kong-response-latency")).matches("\\d+");
    Map<String, Object> record = record("topic1", "888");
    assertThat(record.keySet()).isEqualTo(Set.of("method", "uri", "uri_args", "headers"));
    assertThat(record.get("headers"))
        .isEqualTo(Map.of("host", installation.node().proxy().substring(7), "aaa", "888"));
    assertThat(record.get("method")).isEqualTo("GET");
    assertThat(record.get("uri")).isEqualTo("/kafka?q=1");
    assertThat(record.get("uri_args")).isEqualTo(Map.of("q", "1"));
  }

  @Test
  @Order(2)
  void eachPartIsForwardedByItself() throws IOException {
    Map<String, Set<String>> parts =
        Map.of(
            "forward_method", Set.of("method"),
            "forward_uri", Set.of("uri", "uri_args"),
            "forward_headers", Set.of("headers"),
            "forward_body", Set.of("body", "body_args"));
    for (String part : parts.keySet()) {
      publisher(
          part, plain(part, "config.forward_body", "false", "config." + part, "true"), Map.of());
    }
    for (String part : parts.keySet()) {
      installation.until(part + " is sent", () -> send("/" + part, "{\"a\":888}").status() == 200);
      assertThat(record(part, "").keySet()).as(part).isEqualTo(parts.get(part));
    }
  }

  @Test
  @Order(3)
  void configurationsThatCanNotWorkAreRefused() throws IOException {
    post("/routes", "name", "refused", "paths[]", "/refused");
    Answer topic = tryPost("/routes/refused/plugins", "name", "kafka-upstream");
    assertThat(topic.status()).as("%s", topic).isEqualTo(400);
    assertThat(topic.json("fields", "config", "topic")).isEqualTo("required field missing");
    Answer nothing =
        tryPost(
            "/routes/refused/plugins",
            "name",
            "kafka-upstream",
            "config.topic",
            "t",
            "config.forward_body",
            "false");
    assertThat(nothing.status()).as("%s", nothing).isEqualTo(400);
    assertThat(nothing.body()).contains("at least one of these attributes must be true");
  }

  @Test
  @Order(4)
  void theLoginMayComeFromAVault() throws IOException {
    Answer plugin =
        publisher(
            "vault",
            login("vault", "{vault://env/kafka-login/user}", "{vault://env/kafka-login/password}"),
            Map.of());

    installation.until("it is sent", () -> send("/vault", "{\"a\":\"by-vault\"}").status() == 200);
    assertThat(record("vault", "by-vault")).containsKey("body_args");
    assertThat(plugin.body())
        .contains("{vault://env/kafka-login/password}")
        .doesNotContain("kongkong");
  }

  /// AWS Secrets Manager has the login: first a wrong one, then the right one; then it is away.
  @Test
  @Order(5)
  void aLoginAtAwsFollowsItsRotationAndOutlastsAws() throws IOException {
    aws.answer = loginAtAws("guessed");
    post(
        "/vaults",
        "name",
        "aws",
        "prefix",
        "my-aws",
        "config.region",
        "eu-west-1",
        "config.endpoint_url",
        "http://127.0.0.1:" + aws.port() + "/",
        "config.ttl",
        "1",
        "config.neg_ttl",
        "1");
    String reference = "{vault://my-aws/kafka/password}";
    Answer plugin =
        publisher("aws", login("aws", "{vault://my-aws/kafka/user}", reference), Map.of());
    installation.until("the wrong password is refused", () -> get("/aws").status() == 502);
    assertThat(aws.taken).contains("secretsmanager eu-west-1 /");
    assertThat(aws.bodies.getFirst()).isEqualTo("{\"SecretId\":\"kafka\"}");

    aws.answer = loginAtAws("kongkong");
    installation.until(
        "the new password counts", () -> send("/aws", "{\"a\":\"by-aws\"}").status() == 200);
    assertThat(record("aws", "by-aws")).containsKey("body_args");

    aws.status = 503;
    int asked = aws.taken.size();
    installation.until("AWS was asked in vain, twice", () -> aws.taken.size() > asked + 1);
    assertThat(send("/aws", "{\"a\":\"without-aws\"}").status()).isEqualTo(200);
    assertThat(record("aws", "without-aws")).containsKey("body_args");

    for (String path :
        List.of("/plugins/" + plugin.json("id"), "/routes/aws/plugins", "/vaults/my-aws")) {
      assertThat(Http.get(installation.controlPlane().admin(path)).body())
          .as(path)
          .contains("my-aws")
          .doesNotContain("kongkong", "the/secret+key");
    }
    assertThat(plugin.body()).contains(reference);
    assertThat(Http.get(installation.node().status() + "/status").body())
        .doesNotContain("kongkong", "the/secret+key");
  }

  /// An answer of AWS Secrets Manager.
  private static String loginAtAws(String password) {
    String secret = "{\\\"user\\\":\\\"kong\\\",\\\"password\\\":\\\"%s\\\"}".formatted(password);
    return "{\"Name\":\"kafka\",\"SecretString\":\"" + secret + "\"}";
  }

  @Test
  @Order(6)
  void aWrongPasswordIsToldWhenTheAnswerWaits() throws IOException {
    publisher("wrong", login("wrong", "kong", "guessed"), Map.of());

    installation.until("the refusal is told", () -> get("/wrong").status() == 502);
    assertThat(get("/wrong").json("error")).isEqualTo("could not send message to topic");
  }

  @Test
  @Order(7)
  void aNewClientCertificateCountsWithoutARestart() throws Exception {
    Answer certificate =
        post(
            "/certificates",
            "cert",
            broker.keys().certificate("stranger"),
            "key",
            broker.keys().key("stranger"));
    String id = (String) certificate.json("id");
    publisher(
        "shown",
        on(broker.certificatePort(), "shown"),
        Map.of("config.security.ssl", "true", "config.security.certificate_id", id));
    installation.until("the stranger is refused", () -> get("/shown").status() == 502);

    Answer changed =
        Http.form(
            "PATCH",
            installation.controlPlane().admin("/certificates/" + id),
            form(
                Map.of(
                    "cert", broker.keys().certificate("client"),
                    "key", broker.keys().key("client"))));
    assertThat(changed.status()).as("%s", changed).isEqualTo(200);

    installation.until(
        "the client is known", () -> send("/shown", "{\"a\":\"known\"}").status() == 200);
    assertThat(record("shown", "known")).containsKey("body");
  }

  /// What was asked of the control plane so far goes to the broker: with a login over TLS, each
  /// request as a record, in order. After that the target is away, and the control plane is not.
  @Test
  @Order(8)
  void theAuditLogIsToldToTheBroker() throws Exception {
    Map<String, Object> config =
        Map.of(
            "bootstrap_servers",
            "127.0.0.1:" + broker.tlsPort(),
            "topic",
            "audit",
            "kafka.security.protocol",
            "SASL_SSL",
            "kafka.sasl.mechanism",
            "SCRAM-SHA-512",
            "kafka.sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"kong\""
                + " password=\"kongkong\";",
            "kafka.ssl.truststore.type",
            "PEM",
            "kafka.ssl.truststore.certificates",
            broker.keys().certificate("broker"));
    post("/routes", "name", "last-before-export", "paths[]", "/last-before-export");
    Answer made = export(config);
    assertThat(made.status()).as("%s", made).isEqualTo(200);
    assertThat(made.body()).doesNotContain("kongkong");

    Map<String, Object> record = record("audit", "last-before-export");
    assertThat(record)
        .containsEntry("method", "POST")
        .containsEntry("path", "/routes")
        .containsEntry("status", 201);
    assertThat(records("audit"))
        .extracting(each -> each.get("request_id"))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(10);
    assertThat(export(Map.of("bootstrap_servers", "x:1", "topic", "t", "kafka.acks", "0")).status())
        .as("fields that nobody may set")
        .isEqualTo(400);
  }

  private static Answer export(Map<String, Object> config) throws IOException {
    return Http.json(
        "PUT",
        installation.controlPlane().admin("/audit/exports/broker"),
        JsonMapper.builder().build().writeValueAsString(Map.of("kind", "kafka", "config", config)));
  }

  @Test
  @Order(9)
  void withoutABrokerOnlyThoseWhoWaitAreTold() throws IOException {
    broker.close();

    assertThat(send("/forward_body", "{}").status()).isEqualTo(502);
    assertThat(get("/kafka").body()).isEqualTo(SENT);
  }

  /// Makes a route, and the plugin on it.
  private static Answer publisher(String name, Map<String, String> config, Map<String, String> more)
      throws IOException {
    post("/routes", "name", name, "paths[]", "/" + name);
    Map<String, String> all = new LinkedHashMap<>(config);
    all.putAll(more);
    Answer plugin =
        Http.form(
            "POST", installation.controlPlane().admin("/routes/" + name + "/plugins"), form(all));
    assertThat(plugin.status()).as("%s", plugin).isEqualTo(201);
    return plugin;
  }

  private static Map<String, String> plain(String topic, String... more) {
    Map<String, String> config = on(broker.plainPort(), topic);
    config.putAll(pairs(more));
    return config;
  }

  private static Map<String, String> login(String topic, String user, String password) {
    Map<String, String> config = on(broker.tlsPort(), topic);
    config.putAll(
        pairs(
            "config.security.ssl", "true",
            "config.authentication.strategy", "sasl",
            "config.authentication.mechanism", "SCRAM-SHA-512",
            "config.authentication.user", user,
            "config.authentication.password", password));
    return config;
  }

  /// A plugin that waits for the broker.
  private static Map<String, String> on(int port, String topic) {
    return pairs(
        "name", "kafka-upstream",
        "config.bootstrap_servers[1].host", "127.0.0.1",
        "config.bootstrap_servers[1].port", String.valueOf(port),
        "config.producer_async", "false",
        "config.producer_request_retries_max_attempts", "3",
        "config.topic", topic);
  }

  /// The first record of a topic that contains the text.
  private static Map<String, Object> record(String topic, String text) {
    try (var consumer =
        new KafkaConsumer<>(fromTheFirst(), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      StringBuilder found = new StringBuilder();
      installation.until(
          "there is a record in " + topic,
          () -> {
            for (var record : consumer.poll(Duration.ofMillis(500))) {
              if (found.isEmpty() && record.value().contains(text)) {
                found.append(record.value());
              }
            }
            return !found.isEmpty();
          });
      return JsonMapper.builder().build().readValue(found.toString(), new TypeReference<>() {});
    }
  }

  /// All records that a topic has at this moment.
  private static List<Map<String, Object>> records(String topic) {
    List<Map<String, Object>> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (var consumer =
        new KafkaConsumer<>(fromTheFirst(), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          Map<String, Object> value =
              JsonMapper.builder().build().readValue(record.value(), new TypeReference<>() {});
          assertThat(record.key()).isEqualTo(value.get("request_id"));
          records.add(value);
        }
      }
    }
    return records;
  }

  private static Map<String, Object> fromTheFirst() {
    return Map.of(
        "bootstrap.servers", "127.0.0.1:" + broker.plainPort(), "auto.offset.reset", "earliest");
  }

  private static Answer get(String path) throws IOException {
    return get(path, List.of());
  }

  private static Answer get(String path, List<Map.Entry<String, String>> headers)
      throws IOException {
    return Http.send("GET", installation.node().proxy(path), headers, null);
  }

  private static Answer send(String path, String json) throws IOException {
    return Http.json("POST", installation.node().proxy(path), json);
  }

  private static Answer post(String path, String... namesAndValues) throws IOException {
    Answer answer = tryPost(path, namesAndValues);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return answer;
  }

  private static Answer tryPost(String path, String... namesAndValues) throws IOException {
    return Http.form("POST", installation.controlPlane().admin(path), form(pairs(namesAndValues)));
  }

  private static Map<String, String> pairs(String... namesAndValues) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      pairs.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return pairs;
  }

  private static String form(Map<String, String> pairs) {
    StringBuilder form = new StringBuilder();
    pairs.forEach((name, value) ->
        form.append(form.isEmpty() ? "" : "&")
            .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return form.toString();
  }
}
