package io.troop.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

/// `kafka-upstream` and `kafka-log` against a real broker.
class KafkaUpstreamIT {
  @TempDir static Path folder;
  private static Broker broker;
  private static X509TrustManager trust;

  private final FakeHost host = new FakeHost();

  @BeforeAll
  static void start() throws Exception {
    broker = new Broker(folder);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(
        "broker",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(broker.keys().certificate("broker").getBytes(US_ASCII))));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    trust = (X509TrustManager) factory.getTrustManagers()[0];
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /// Waits for long, unless it is told otherwise: the machine may be busy.
  private static String config(int port, String topic, boolean async, String more) {
    String patience = more.contains("\"timeout\"") ? "" : ",\"timeout\":60000";
    return """
    {"bootstrap_servers":[{"host":"127.0.0.1","port":%d}],"topic":"%s","producer_async":%s,
     "producer_request_timeout":10000,"forward_method":true,"forward_headers":true%s}
    """
        .formatted(port, topic, async, more + patience);
  }

  private static String secured(String mechanism, String user, String password) {
    return ",\"security\":{\"ssl\":true},\"authentication\":"
        + Json.write(
            Map.of("strategy", "sasl", "mechanism", mechanism, "user", user, "password", password));
  }

  private Verdict send(String config) {
    host.tools.trust = trust;
    Handler.OnRequestAsync handler =
        Plugins.handler(Handler.OnRequestAsync.class, "kafka-upstream", config, host);
    FakeExchange exchange = new FakeExchange("POST", "/kafka").header("AAA", "888");
    exchange.header("Content-Type", "application/json").body("{\"a\":1}");
    return handler.onRequest(exchange).block(Duration.ofSeconds(90));
  }

  private static void assertSent(Verdict verdict) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Answer.class,
            answer -> {
              assertThat(answer.status()).isEqualTo(200);
              assertThat(new String(answer.body(), UTF_8))
                  .isEqualTo("{\"message\":\"message sent\"}");
            });
  }

  /// The values of a topic, once there are this many.
  private static List<String> values(String topic, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + broker.plainPort(),
            "auto.offset.reset",
            "earliest");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      consumer.seekToBeginning(consumer.assignment());
      List<String> values = new ArrayList<>();
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }

  @Test
  void aRequestBecomesAMessage() {
    assertSent(send(config(broker.plainPort(), "plain", false, "")));

    assertThat(values("plain", 1))
        .singleElement()
        .satisfies(value ->
            assertThat(Json.parse(value))
                .isEqualTo(
                    Map.of(
                        "method",
                        "POST",
                        "headers",
                        Map.of("aaa", "888", "content-type", "application/json"),
                        "body",
                        "{\"a\":1}",
                        "body_args",
                        Map.of("a", 1L))));
  }

  @Test
  void logsInWithScramOverTls() {
    host.secrets.put("{vault://env/kafka-password}", Broker.PASSWORD);
    String login = secured("SCRAM-SHA-512", Broker.USER, "{vault://env/kafka-password}");

    assertSent(send(config(broker.tlsPort(), "scram", false, login)));
    assertThat(values("scram", 1)).hasSize(1);
  }

  @Test
  void logsInWithAPlainPasswordOverTls() {
    String login = secured("PLAIN", "plain", "plainpw");

    assertSent(send(config(broker.tlsPort(), "saslplain", false, login)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"})
  void logsInInTheClear(String mechanism) {
    boolean plain = mechanism.equals("PLAIN");
    String user = plain ? "plain" : Broker.USER;
    String login = secured(mechanism, user, plain ? "plainpw" : Broker.PASSWORD);
    String inTheClear = login.replace("\"ssl\":true", "\"ssl\":false");

    assertSent(send(config(broker.loginPort(), "clear", false, inTheClear)));
  }

  @Test
  void logsInWithTheShorterScramOverTls() {
    String login = secured("SCRAM-SHA-256", Broker.USER, Broker.PASSWORD);

    assertSent(send(config(broker.tlsPort(), "scram", false, login)));
  }

  @Test
  void aWrongPasswordIsABadGatewayWhenTheAnswerWaits() {
    String login = secured("SCRAM-SHA-512", Broker.USER, "wrong");

    assertThat(send(config(broker.tlsPort(), "wrong", false, login + ",\"timeout\":5000")))
        .isInstanceOfSatisfying(
            Verdict.Answer.class,
            answer -> {
              assertThat(answer.status()).isEqualTo(502);
              assertThat(new String(answer.body(), UTF_8))
                  .isEqualTo(
                      "{\"message\":\"Bad Gateway\",\"error\":\"could not send message to"
                          + " topic\"}");
            });
  }

  /// A port where nobody listens.
  private static int nobody() throws IOException {
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return gone.getLocalPort();
    }
  }

  @Test
  void ofSeveralServersOneIsEnoughToBeginWith() throws Exception {
    String one = config(broker.plainPort(), "several", false, "");
    String first = "[{\"host\":\"127.0.0.1\",\"port\":" + nobody() + "},{";
    String last = "},{\"host\":\"127.0.0.1\",\"port\":" + nobody() + "}]";

    assertSent(send(one.replaceFirst("\\[\\{", first).replaceFirst("}\\]", last)));
    assertThat(values("several", 1)).hasSize(1);
  }

  /// The thread that asked goes on while a message waits for brokers that are all away.
  @Test
  void aMessageThatWaitsForABrokerHoldsNoThread() throws Exception {
    Handler.OnRequestAsync handler =
        Plugins.handler(
            Handler.OnRequestAsync.class, "kafka-upstream", config(nobody(), "x", false, ""), host);
    FakeExchange exchange = new FakeExchange("POST", "/kafka").body("{}");
    try (var loop = Executors.newSingleThreadExecutor()) {
      AtomicBoolean answered = new AtomicBoolean();
      Future<Disposable> waiting =
          loop.submit(() -> handler.onRequest(exchange).subscribe(_ -> answered.set(true)));
      boolean wasAnswered = loop.submit(answered::get).get(50, TimeUnit.SECONDS);

      assertThat(wasAnswered).isFalse();
      waiting.get().dispose();
    }
  }

  @Test
  void anAsynchronousAnswerDoesNotWait() throws Exception {
    assertSent(send(config(nobody(), "async", true, ",\"timeout\":1000")));
  }

  @Test
  void aFullBufferIsABadGateway() throws Exception {
    int nobody = nobody();
    String one =
        config(
            nobody,
            "full",
            true,
            ",\"timeout\":60000,\"producer_async_buffering_limits_messages_in_memory\":1");

    assertSent(send(one));
    assertThat(send(one))
        .isInstanceOfSatisfying(
            Verdict.Answer.class, answer -> assertThat(answer.status()).isEqualTo(502));
  }

  @Test
  void aNodeThatStopsSendsWhatWaits() throws Exception {
    String config =
        config(broker.plainPort(), "flushed", true, ",\"producer_async_flush_timeout\":60000");

    assertSent(send(config));
    for (AutoCloseable exit : List.copyOf(host.tools.exits)) {
      exit.close();
    }

    assertThat(values("flushed", 1)).hasSize(1);
  }

  @Test
  void nothingThatWasAcknowledgedIsLostWhenTheBrokerRestarts() throws Exception {
    Handler.OnRequestAsync handler =
        Plugins.handler(
            Handler.OnRequestAsync.class,
            "kafka-upstream",
            config(broker.plainPort(), "restarted", false, ",\"producer_request_acks\":-1"),
            host);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String client = "client " + i;
      clients.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int n = 0; !over.get(); n++) {
                  String name = client + " message " + n;
                  int status = status(handler, name);
                  statuses.add(status);
                  if (status == 200) {
                    acknowledged.add(name);
                  }
                }
              }));
    }
    try {
      awaitMore(acknowledged, 20);
      broker.stop();
    } finally {
      broker.start();
    }
    awaitMore(acknowledged, 20);
    over.set(true);
    for (Thread client : clients) {
      client.join();
    }

    assertThat(statuses).isSubsetOf(200, 502);
    assertThat(
            values("restarted", acknowledged.size()).stream()
                .map(value -> (String) ((Map<?, ?>) Json.parse(value)).get("body")))
        .containsAll(acknowledged);
  }

  private static int status(Handler.OnRequestAsync handler, String body) {
    FakeExchange exchange = new FakeExchange("POST", "/").header("Content-Type", "text/plain");
    Verdict verdict = handler.onRequest(exchange.body(body)).block(Duration.ofSeconds(150));
    return verdict instanceof Verdict.Answer answer ? answer.status() : 0;
  }

  private static void awaitMore(Set<String> acknowledged, int more) throws InterruptedException {
    int wanted = acknowledged.size() + more;
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (acknowledged.size() < wanted) {
      assertThat(System.nanoTime())
          .as("%s of %s messages acknowledged in time", acknowledged.size(), wanted)
          .isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() {
    assertThat(
            send(
                config(
                    broker.plainPort(),
                    "big",
                    false,
                    ",\"producer_request_limits_bytes_per_request\":4")))
        .isEqualTo(Verdict.error(413, "Payload too large"));
  }

  @Test
  void sendsToTheAllowedTopicsThatTheRequestNames() {
    String config =
        config(
            broker.plainPort(),
            "preset",
            false,
            ",\"topics_query_arg\":\"to\",\"allowed_topics\":[\"chosen\"]");
    Handler.OnRequestAsync handler =
        Plugins.handler(Handler.OnRequestAsync.class, "kafka-upstream", config, host);

    handler
        .onRequest(new FakeExchange("GET", "/?to=chosen,forbidden"))
        .block(Duration.ofSeconds(90));
    handler.onRequest(new FakeExchange("GET", "/?to=forbidden")).block(Duration.ofSeconds(90));

    assertThat(values("chosen", 1)).hasSize(1);
    assertThat(values("preset", 1)).hasSize(1);
  }

  @Test
  void logEntriesBecomeMessages() {
    Handler.OnLog handler =
        Plugins.handler(
            Handler.OnLog.class,
            "kafka-log",
            """
            {"bootstrap_servers":[{"host":"127.0.0.1","port":%d}],"topic":"log"}
            """
                .formatted(broker.plainPort()),
            host);

    handler.onLog(new FakeExchange("GET", "/logged"));

    assertThat(values("log", 1)).singleElement().asString().contains("\"uri\":\"/logged\"");
  }
}
