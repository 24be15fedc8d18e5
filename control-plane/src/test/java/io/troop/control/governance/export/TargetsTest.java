package io.troop.control.governance.export;

import static io.troop.control.governance.export.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.control.document.Json;
import io.troop.control.governance.export.Stub.Asked;
import io.troop.control.governance.export.Stub.Said;
import io.troop.control.remote.AwsKeys;
import io.troop.control.remote.Http;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {

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

  private CloudTrailTarget cloudTrail() {
    return new CloudTrailTarget(
        new Config("cloudtrail", Map.of("channel_arn", Lake.CHANNEL, "endpoint", stub.url())),
        new Http(),
        new AwsKeys(
            Map.of("AWS_ACCESS_KEY_ID", Lake.KEY, "AWS_SECRET_ACCESS_KEY", Lake.SECRET),
            new Http(),
            CLOCK),
        CLOCK,
        "kong.example.com");
  }

  @Test
  void cloudTrailGetsTheEventOfTheSeed() throws Exception {
    Lake lake = new Lake();
    stub.behaviour = lake::answer;

    assertThat(cloudTrail().send(List.of(entry(1)))).isEmpty();

    Map<String, Object> event = lake.events().getFirst();
    assertThat(stub.asked.getFirst().uri().getPath()).isEqualTo("/PutAuditEvents");
    assertThat(stub.asked.getFirst().uri().getQuery()).isEqualTo("channelArn=" + Lake.CHANNEL);
    assertThat(event)
        .containsEntry("eventSource", "kong-gateway")
        .containsEntry("eventName", "GETevent-hooks/")
        .containsEntry("eventTime", "2022-09-12T20:15:00Z")
        .containsEntry("sourceIPAddress", "172.31.76.246")
        .containsEntry("recipientAccountId", "123456789651")
        .containsEntry("requestParameters", Map.of("queryParameters", "size=100"));
    assertThat(Json.text(event.get("userIdentity")))
        .contains("\"principalId\":\"anonymous\"", "Please Enable RBAC");
    assertThat(Json.text(event.get("additionalEventData")))
        .contains("kong.example.com", "\"method\":\"GET\"", "\"status\":200", "\"ttl\":2592000");
  }

  @Test
  void aWrongSignatureWouldBeRefused() {
    Lake lake = new Lake();
    stub.behaviour =
        request ->
            lake.answer(new Asked("POST", request.uri(), request.headers(), request.body() + " "));

    assertThatThrownBy(() -> cloudTrail().send(List.of(entry(1))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("403")
        .hasMessageNotContaining(Lake.SECRET);
  }

  @Test
  void cloudTrailIsToldAgainOnlyOfWhatItDidNotTake() throws Exception {
    Lake lake = new Lake();
    stub.behaviour = lake::answer;
    CloudTrailTarget target = cloudTrail();
    target.send(List.of(entry(1)));

    assertThat(target.send(List.of(entry(1), entry(2)))).isEmpty();
    assertThat(lake.events()).hasSize(2);

    stub.behaviour =
        _ ->
            new Said(
                200, "{\"successful\":[],\"failed\":[{\"id\":\"x\",\"errorCode\":\"Throttled\"}]}");
    assertThat(target.send(List.of(entry(3)))).hasSize(1);
  }

  @Test
  void garbageFromCloudTrailIsNoSuccess() {
    for (String garbage : List.of("", "<html>", "[]", "{", "null")) {
      stub.behaviour = _ -> new Said(200, garbage);
      assertThatThrownBy(() -> cloudTrail().send(List.of(entry(1))))
          .as(garbage)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void findsKeysOfAWebIdentityAProfileAndAnInstance(@TempDir Path folder) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "jwt");
    stub.behaviour =
        request ->
            new Said(
                200,
                request.body().contains("AssumeRoleWithWebIdentity")
                    ? "<a><AccessKeyId>WEB</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                        + "<SessionToken>t</SessionToken><Expiration>2026-03-04T06:00:00Z</Expiration></a>"
                    : request.uri().getPath().endsWith("/token")
                        ? "session"
                        : request.uri().getPath().endsWith("security-credentials/")
                            ? "role-x"
                            : "{\"AccessKeyId\":\"INSTANCE\",\"SecretAccessKey\":\"s\",\"Token\":\"t\","
                                + "\"Expiration\":\"2026-03-04T06:00:00Z\"}");
    Path profile =
        Files.writeString(
            folder.resolve("credentials"),
            "[default]\naws_access_key_id = OTHER\n[work]\naws_access_key_id = PROFILE\n"
                + "aws_secret_access_key = s\n");

    assertThat(
            keys(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                token.toString(),
                "AWS_ROLE_ARN",
                "arn:role",
                "AWS_ENDPOINT_URL_STS",
                stub.url()))
        .isEqualTo("WEB");
    assertThat(keys("AWS_SHARED_CREDENTIALS_FILE", profile.toString(), "AWS_PROFILE", "work"))
        .isEqualTo("PROFILE");
    assertThat(
            keys(
                "AWS_SHARED_CREDENTIALS_FILE",
                "/nowhere",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                stub.url()))
        .isEqualTo("INSTANCE");
  }

  private static String keys(String... environment) throws Exception {
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return new AwsKeys(variables, new Http(), CLOCK).key("eu-central-1").accessKey();
  }

  @Test
  void aWebhookCanCheckWhoSent() throws Exception {
    Target target =
        new WebhookTarget(
            new Config("hook", Map.of("url", stub.url() + "/audit", "secret", "shared")),
            new Http(),
            CLOCK);

    target.send(List.of(entry(1), entry(2)));

    Asked asked = stub.asked.getFirst();
    String seconds = String.valueOf(CLOCK.instant().getEpochSecond());
    String digest =
        HexFormat.of()
            .formatHex(
                Lake.hmac("shared".getBytes(StandardCharsets.UTF_8), seconds + "." + asked.body()));
    assertThat(asked.headers())
        .containsEntry("x-troop-signature", "t=" + seconds + ",v1=" + digest);
    assertThat((List<?>) Json.parse(asked.body())).hasSize(2);
  }

  @Test
  void openTelemetryGetsLogRecords() throws Exception {
    Target target =
        new OtlpTarget(
            new Config("otlp", Map.of("url", stub.url() + "/v1/logs", "headers", "x-tenant=blue")),
            new Http(),
            "kong.example.com");

    assertThat(target.send(List.of(entry(1, "status", 403L)))).isEmpty();

    assertThat(stub.asked.getFirst().headers()).containsEntry("x-tenant", "blue");
    assertThat(stub.asked.getFirst().body())
        .contains(
            "\"resourceLogs\"",
            "\"severityText\":\"WARN\"",
            "\"timeUnixNano\":\"1663013700000000000\"",
            "audit.request_id");
    stub.behaviour = _ -> new Said(200, "{\"partialSuccess\":{\"rejectedLogRecords\":\"1\"}}");
    assertThat(target.send(List.of(entry(2)))).hasSize(1);
  }

  @Test
  void aFileGetsALineForEachEntryThatOnlyItsOwnerReads(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("audit.jsonl");
    Target target = new FileTarget(new Config("file", Map.of("path", file.toString())));

    target.send(List.of(entry(1)));
    target.send(List.of(entry(2), entry(3)));

    assertThat(Files.readAllLines(file)).hasSize(3).allSatisfy(line -> Json.object(line));
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void wrongConfigurationsAreNamed() {
    for (Kind kind : Arrays.asList(Kind.values())) {
      assertThatThrownBy(() -> kind.target(new Config("x", Map.of()), CLOCK))
          .as(kind.word())
          .isInstanceOf(Config.Wrong.class)
          .hasMessageContaining("x: ");
    }
  }
}
