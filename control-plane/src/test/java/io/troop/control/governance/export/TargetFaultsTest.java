package io.troop.control.governance.export;

import static io.troop.control.governance.export.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.control.document.Json;
import io.troop.control.governance.audit.Entry;
import io.troop.control.governance.export.Stub.Said;
import io.troop.control.remote.AwsKeys;
import io.troop.control.remote.Http;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Targets that answer nonsense, take a part, or take nothing that is long; and configurations that
/// would do more than tell somebody.
class TargetFaultsTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-04T05:06:07Z"));

  private Stub stub;

  @BeforeEach
  void start() throws IOException {
    stub = new Stub();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private Target webhook() {
    return new WebhookTarget(
        new Config("hook", Map.of("url", stub.url() + "/audit")), new Http(), CLOCK);
  }

  private Target otlp() {
    return new OtlpTarget(
        new Config("otlp", Map.of("url", stub.url() + "/v1/logs")), new Http(), "here");
  }

  @Test
  void onlyAGoodStatusIsASuccess() {
    for (int status : List.of(302, 400, 401, 404, 429, 500, 503)) {
      stub.behaviour = _ -> new Said(status, "{\"successful\":[]}");
      assertThatThrownBy(() -> webhook().send(List.of(entry(1))))
          .as("status " + status)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1 answered " + status);
    }
  }

  @Test
  void anAnswerThatIsTooLongIsAFailureAndFillsNoMemory() {
    stub.behaviour = _ -> new Said(200, "x".repeat(5 * 1024 * 1024));

    assertThatThrownBy(() -> webhook().send(List.of(entry(1)))).isInstanceOf(IOException.class);
  }

  @Test
  void whatACollectorRejectsIsToldAgainAndNonsenseIsNoRejection() throws Exception {
    stub.behaviour = _ -> new Said(200, "{\"partialSuccess\":{\"rejectedLogRecords\":1}}");
    assertThat(otlp().send(List.of(entry(1), entry(2)))).hasSize(2);
    for (String fine :
        List.of(
            "",
            "{}",
            "{\"partialSuccess\":{}}",
            "{\"partialSuccess\":{\"rejectedLogRecords\":\"0\",\"errorMessage\":\"slow down\"}}")) {
      stub.behaviour = _ -> new Said(200, fine);
      assertThat(otlp().send(List.of(entry(1)))).as(fine).isEmpty();
    }
  }

  /// A hundred entries with large payloads are more than one call takes, and one of them alone is
  /// more than an event may be: all arrive all the same.
  @Test
  void cloudTrailIsSentNoMoreThanItTakes() throws Exception {
    Lake lake = new Lake();
    stub.behaviour = lake::answer;
    CloudTrailTarget target =
        new CloudTrailTarget(
            new Config("cloudtrail", Map.of("channel_arn", Lake.CHANNEL, "endpoint", stub.url())),
            new Http(),
            new AwsKeys(
                Map.of("AWS_ACCESS_KEY_ID", Lake.KEY, "AWS_SECRET_ACCESS_KEY", Lake.SECRET),
                new Http(),
                CLOCK),
            CLOCK,
            "here");
    String large = Json.text(Map.of("text", "a".repeat(90_000)));
    String huge = Json.text(Map.of("text", "a".repeat(900_000)));
    List<Entry> rest =
        new ArrayList<>(
            LongStream.rangeClosed(1, 20)
                .mapToObj(n -> entry(n, "payload", n == 7 ? huge : large))
                .toList());

    int calls = 0;
    while (!rest.isEmpty()) {
      List<Entry> refused = target.send(rest);
      assertThat(refused).as("some are taken in every call").hasSizeLessThan(rest.size());
      rest = new ArrayList<>(refused);
      calls++;
    }

    assertThat(calls).isGreaterThan(1);
    assertThat(lake.sent()).hasSize(20).allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
    assertThat(stub.asked)
        .allSatisfy(asked -> assertThat(asked.body().length()).isLessThan(1_000_000));
    assertThat(lake.events())
        .extracting(event -> Json.text(event).length() > 90_000)
        .as("all but the huge one have their payloads")
        .containsOnlyOnce(false);
  }

  /// Whoever may name a target over REST may neither read files of this machine nor run classes.
  @Test
  void aKafkaTargetLoadsNoClassesAndReadsNoFiles() {
    for (String field :
        List.of(
            "kafka.interceptor.classes",
            "kafka.metric.reporters",
            "kafka.key.serializer",
            "kafka.partitioner.class",
            "kafka.ssl.engine.factory.class",
            "kafka.security.providers",
            "kafka.sasl.client.callback.handler.class",
            "kafka.sasl.oauthbearer.jwks.endpoint.url",
            "kafka.ssl.keystore.location",
            "kafka.ssl.truststore.location",
            "kafka.bootstrap.servers",
            "kafka.acks")) {
      assertThat(Kind.KAFKA.has(field)).as(field).isFalse();
      assertThatThrownBy(() -> kafka(field, "x"))
          .as(field)
          .isInstanceOf(Config.Wrong.class)
          .hasMessageContaining(field);
    }
    for (String login :
        List.of(
            "com.sun.security.auth.module.JndiLoginModule required user.provider.url=\"ldap://x\";",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\";"
                + " com.sun.security.auth.module.JndiLoginModule required;",
            "org.apache.kafka.common.security.plain.PlainLoginModuleX required;",
            "")) {
      assertThatThrownBy(() -> kafka("kafka.sasl.jaas.config", login))
          .as(login)
          .isInstanceOf(Config.Wrong.class)
          .hasMessageContaining("PlainLoginModule or ScramLoginModule");
    }
    String login =
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"kong\""
            + " password=\"a;b \\\"c\";";
    try (Target target =
        new KafkaTarget(
            new Config(
                "kafka",
                Map.of(
                    "bootstrap_servers", "127.0.0.1:1",
                    "topic", "t",
                    "kafka.security.protocol", "SASL_SSL",
                    "kafka.sasl.mechanism", "SCRAM-SHA-512",
                    "kafka.sasl.jaas.config", login)))) {
      assertThat(target.most()).isPositive();
    } catch (Exception problem) {
      throw new AssertionError(problem);
    }
  }

  private static KafkaTarget kafka(String field, String value) {
    return new KafkaTarget(
        new Config(
            "kafka", Map.of("bootstrap_servers", "127.0.0.1:1", "topic", "t", field, value)));
  }

  @Test
  void kafkasOwnWordsMayStandInSettings() {
    List<ExportSettings.Wanted> wanted =
        ExportSettings.of(
            io.troop.settings.Settings.of(
                Map.of(
                    "troop_audit_export", "kafka",
                    "troop_audit_export_kafka_bootstrap_servers", "127.0.0.1:1",
                    "troop_audit_export_kafka_topic", "audit",
                    "troop_audit_export_kafka_security_protocol", "SASL_SSL",
                    "troop_audit_export_kafka_sasl_mechanism", "SCRAM-SHA-512")));

    assertThat(wanted.getFirst().config().texts())
        .containsEntry("topic", "audit")
        .containsEntry("kafka.security.protocol", "SASL_SSL")
        .containsEntry("kafka.sasl.mechanism", "SCRAM-SHA-512");
  }
}
