package io.troop.control.governance.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.control.document.Json;
import io.troop.control.governance.audit.Entry;
import io.troop.control.governance.export.Stub.Asked;
import io.troop.control.governance.export.Stub.Said;
import io.troop.control.remote.AwsKeys;
import io.troop.control.remote.Http;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {

  private static final String CHANNEL =
      "arn:aws:cloudtrail:eu-central-1:123456789651:channel/07441ab6-c4a1-4c8a-943d-a2f0c50c8a76";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
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

  private static Entry entry(long seq, Object... more) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("client_ip", "172.31.76.246");
    members.put("method", "GET");
    members.put("path", "/event-hooks/?size=100");
    members.put("payload", null);
    members.put("rbac_user_id", null);
    members.put("request_id", "8XsOaNYwXgn0VmgA8qYYpVteu14p9" + (100 + seq));
    members.put("signature", null);
    members.put("status", 200L);
    members.put("workspace", "cca82c73-2365-441b-8860-9e074d93b205");
    for (int i = 0; i < more.length; i += 2) {
      members.put((String) more[i], more[i + 1]);
    }
    return new Entry(
        "requests",
        seq,
        1_663_013_700,
        1_663_013_700 + 2_592_000,
        new UUID(0, 0),
        null,
        Json.text(members),
        new byte[0]);
  }

  private CloudTrailTarget cloudTrail() {
    return new CloudTrailTarget(
        new Config("cloudtrail", Map.of("channel_arn", CHANNEL, "endpoint", stub.url())),
        new Http(),
        new AwsKeys(
            Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", SECRET),
            new Http(),
            CLOCK),
        CLOCK,
        "kong.example.com");
  }

  /// Takes events once, if the signature is right.
  private static final class Lake {
    final Set<String> ids = new HashSet<>();
    final List<Map<String, Object>> events = new ArrayList<>();

    Said answer(Asked request) {
      try {
        if (!signature(request).equals(request.headers().get("authorization"))) {
          return new Said(403, "{\"message\":\"The request signature does not match\"}");
        }
      } catch (Exception problem) {
        return new Said(500, problem.toString());
      }
      List<Object> successful = new ArrayList<>();
      List<Object> failed = new ArrayList<>();
      List<?> sent = (List<?>) Json.object(request.body()).get("auditEvents");
      if (sent.size() > 100) {
        return new Said(400, "{}");
      }
      for (Object each : sent) {
        Map<?, ?> event = (Map<?, ?>) each;
        String id = String.valueOf(event.get("id"));
        if (ids.add(id)) {
          events.add(Json.object(String.valueOf(event.get("eventData"))));
          successful.add(Map.of("id", id, "eventID", UUID.randomUUID().toString()));
        } else {
          failed.add(Map.of("id", id, "errorCode", "DuplicatedAuditEventId"));
        }
      }
      return new Said(200, Json.text(Map.of("successful", successful, "failed", failed)));
    }
  }

  /// What the Authorization header has to be, written down once more from AWS's description.
  private static String signature(Asked request) throws Exception {
    String date = request.headers().get("x-amz-date");
    String scope = date.substring(0, 8) + "/eu-central-1/cloudtrail-data/aws4_request";
    String names = "content-type;host;x-amz-date";
    StringBuilder headers = new StringBuilder();
    for (String name : names.split(";")) {
      headers.append(name).append(':').append(request.headers().get(name)).append('\n');
    }
    String canonical =
        "POST\n/PutAuditEvents\n"
            + request.uri().getRawQuery()
            + "\n"
            + headers
            + "\n"
            + names
            + "\n"
            + sha256(request.body());
    String text = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(canonical);
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"
        + scope
        + ", SignedHeaders="
        + names
        + ", Signature="
        + HexFormat.of().formatHex(hmac(key, text));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void cloudTrailGetsTheEventOfTheSeed() throws Exception {
    Lake lake = new Lake();
    stub.behaviour = lake::answer;

    assertThat(cloudTrail().send(List.of(entry(1)))).isEmpty();

    Map<String, Object> event = lake.events.getFirst();
    assertThat(stub.asked.getFirst().uri().getPath()).isEqualTo("/PutAuditEvents");
    assertThat(stub.asked.getFirst().uri().getQuery()).isEqualTo("channelArn=" + CHANNEL);
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
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void cloudTrailIsToldAgainOnlyOfWhatItDidNotTake() throws Exception {
    Lake lake = new Lake();
    stub.behaviour = lake::answer;
    CloudTrailTarget target = cloudTrail();
    target.send(List.of(entry(1)));

    assertThat(target.send(List.of(entry(1), entry(2)))).isEmpty();
    assertThat(lake.events).hasSize(2);

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
                hmac("shared".getBytes(StandardCharsets.UTF_8), seconds + "." + asked.body()));
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
  void syslogGetsCountedMessages() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Target target =
            new SyslogTarget(
                new Config("syslog", Map.of("url", "tcp://127.0.0.1:" + server.getLocalPort())),
                "kong.example.com")) {
      target.send(List.of(entry(1)));
      try (Socket socket = server.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder length = new StringBuilder();
        for (int c = in.read(); c != ' '; c = in.read()) {
          length.append((char) c);
        }
        byte[] message = in.readNBytes(Integer.parseInt(length.toString()));
        assertThat(new String(message, StandardCharsets.UTF_8))
            .startsWith(
                "<110>1 2022-09-12T20:15:00Z kong.example.com troop - audit [audit@32473 request_id=\"")
            .endsWith("}");
      }
    }
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
