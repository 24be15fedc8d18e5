package io.troop.plugin.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class AwsIdentityTest {
  private static final String GIVEN =
      "<x><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s2</SecretAccessKey>"
          + "<SessionToken>t2</SessionToken><Expiration>2024-01-01T01:00:00Z</Expiration></x>";
  private final Map<String, String> environment = new HashMap<>();
  private final List<HttpCall> calls = new ArrayList<>();
  private Function<HttpCall, String> answer = _ -> "";
  private Instant now = Instant.parse("2024-01-01T00:00:00Z");

  private AwsIdentity identity(AwsCredentials key, String role, boolean tokens) {
    return new AwsIdentity(
        new AwsIdentity.Settings("eu-west-1", key, role, "kong", null, null, tokens),
        call ->
            Mono.fromSupplier(() -> {
              calls.add(call);
              String text = answer.apply(call);
              return new HttpReply(text.isEmpty() ? 404 : 200, List.of(), text.getBytes(UTF_8));
            }),
        () -> now,
        environment::get);
  }

  private static AwsCredentials of(AwsIdentity identity) {
    return identity.credentials().block(Duration.ofSeconds(10));
  }

  private static AwsCredentials key() {
    return new AwsCredentials("AKIA", "s1", null, null);
  }

  @Test
  void aGivenKeyIsUsed() {
    environment.put("AWS_ACCESS_KEY_ID", "other");
    environment.put("AWS_SECRET_ACCESS_KEY", "other");

    assertThat(of(identity(key(), null, false))).isEqualTo(key());
    assertThat(calls).isEmpty();
  }

  @Test
  void theEnvironmentIsAsked() {
    environment.put("AWS_ACCESS_KEY_ID", "E");
    environment.put("AWS_SECRET_ACCESS_KEY", "es");
    environment.put("AWS_SESSION_TOKEN", "et");

    assertThat(of(identity(null, null, false)))
        .isEqualTo(new AwsCredentials("E", "es", "et", null));
  }

  @Test
  void aRoleIsTakenOnAndKeptUntilShortlyBeforeItExpires() {
    answer = _ -> GIVEN;
    AwsIdentity identity = identity(key(), "arn:aws:iam::1:role/r", false);

    assertThat(of(identity))
        .isEqualTo(new AwsCredentials("ASIA", "s2", "t2", Instant.parse("2024-01-01T01:00:00Z")));
    of(identity);
    assertThat(calls).hasSize(1);
    HttpCall call = calls.getFirst();
    assertThat(call.url()).hasToString("https://sts.eu-west-1.amazonaws.com/");
    assertThat(new String(call.body(), UTF_8))
        .isEqualTo(
            "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=kong"
                + "&Version=2011-06-15");
    assertThat(call.headers().getLast().getValue())
        .contains("Credential=AKIA/20240101/eu-west-1/sts/aws4_request");

    now = Instant.parse("2024-01-01T00:56:00Z");
    of(identity);
    assertThat(calls).hasSize(2);
  }

  @Test
  void aWebIdentityIsExchanged(@TempDir Path folder) throws Exception {
    environment.put(
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        Files.writeString(folder.resolve("token"), "jwt\n").toString());
    environment.put("AWS_ROLE_ARN", "arn");
    answer = _ -> GIVEN;

    assertThat(of(identity(null, null, false)).accessKey()).isEqualTo("ASIA");
    assertThat(new String(calls.getFirst().body(), UTF_8))
        .contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=jwt");
  }

  @Test
  void aContainerIsAsked() {
    environment.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/creds");
    answer =
        _ ->
            "{\"AccessKeyId\":\"C\",\"SecretAccessKey\":\"cs\",\"Token\":\"ct\","
                + "\"Expiration\":\"2024-01-01T01:00:00Z\"}";

    assertThat(of(identity(null, null, false)).sessionToken()).isEqualTo("ct");
    assertThat(calls.getFirst().url()).hasToString("http://169.254.170.2/creds");
  }

  @Test
  void aMachineIsAskedWithAToken() {
    answer =
        call ->
            switch (call.url().getPath()) {
              case "/latest/api/token" -> "tok";
              case "/latest/meta-data/iam/security-credentials/" -> "role";
              default -> "{\"AccessKeyId\":\"M\",\"SecretAccessKey\":\"ms\"}";
            };

    assertThat(of(identity(null, null, true)).accessKey()).isEqualTo("M");
    assertThat(calls.getLast().url().getPath()).endsWith("/role");
    assertThat(calls.getLast().headers()).contains(Map.entry("X-aws-ec2-metadata-token", "tok"));
  }

  @Test
  void aRefusalIsToldAndTriedAgain() {
    AwsIdentity identity = identity(key(), "arn", false);

    assertThatThrownBy(() -> of(identity)).hasMessageContaining("answered 404");
    answer = _ -> GIVEN;
    assertThat(of(identity).accessKey()).isEqualTo("ASIA");
  }
}
