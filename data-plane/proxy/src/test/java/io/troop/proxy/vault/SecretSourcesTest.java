package io.troop.proxy.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.aws.AwsCredentials;
import io.troop.plugin.aws.AwsSignature;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpCaller;
import io.troop.plugin.tools.HttpReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class SecretSourcesTest {
  private static final AwsCredentials AWS = new AwsCredentials("AKID", "wJalr", null, null);

  @TempDir private Path folder;
  private Instant now = Instant.ofEpochSecond(1_700_000_000);
  private final List<HttpCall> calls = new ArrayList<>();
  private Function<HttpCall, HttpReply> answer;
  private final HttpCaller http =
      call ->
          Mono.fromSupplier(() -> {
            calls.add(call);
            return answer.apply(call);
          });
  private final SecretSources sources =
      new SecretSources(
          http,
          () -> now,
          Map.of(
              "AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "wJalr", "AWS_REGION", "eu-1"));

  private static HttpReply reply(int status, String json) {
    return new HttpReply(status, List.of(), json.getBytes(UTF_8));
  }

  private String read(String kind, Map<String, Object> config, String resource) {
    return sources.of(new SecretSources.Key(kind, config)).read(resource).block();
  }

  private Map<String, Object> hcv(Object... more) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("protocol", "https");
    config.put("host", "vault.example");
    config.put("port", 8200L);
    config.put("mount", "secret");
    config.put("kv", "v1");
    config.put("auth_method", "token");
    config.put("kube_auth_path", "kubernetes");
    config.put("approle_auth_path", "approle");
    config.put("token", "s.token");
    for (int i = 0; i < more.length; i += 2) {
      config.put((String) more[i], more[i + 1]);
    }
    return config;
  }

  private static String header(HttpCall call, String name) {
    return call.headers().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(null);
  }

  @Test
  void readsVersion1OfTheKeyValueEngine() {
    answer = _ -> reply(200, "{\"data\":{\"user\":\"bob\"}}");
    assertThat(read("hcv", hcv("namespace", "team"), "db/my pass")).isEqualTo("{\"user\":\"bob\"}");
    HttpCall call = calls.getFirst();
    assertThat(call.url()).hasToString("https://vault.example:8200/v1/secret/db/my%20pass");
    assertThat(header(call, "X-Vault-Token")).isEqualTo("s.token");
    assertThat(header(call, "X-Vault-Namespace")).isEqualTo("team");
  }

  @Test
  void readsVersion2OfTheKeyValueEngine() {
    answer = _ -> reply(200, "{\"data\":{\"data\":{\"k\":\"v\"},\"metadata\":{\"version\":3}}}");
    assertThat(read("hcv", hcv("kv", "v2"), "db")).isEqualTo("{\"k\":\"v\"}");
    assertThat(calls.getFirst().url()).hasToString("https://vault.example:8200/v1/secret/data/db");
  }

  @Test
  void logsInByAppRoleOnceAndAgainWhenTheTokenEnds() {
    answer =
        call ->
            call.url().getPath().endsWith("/login")
                ? reply(200, "{\"auth\":{\"client_token\":\"s.role\",\"lease_duration\":100}}")
                : reply(200, "{\"data\":{\"k\":\"v\"}}");
    Map<String, Object> config =
        hcv("auth_method", "approle", "approle_role_id", "r1", "approle_secret_id", "s1");
    read("hcv", config, "a");
    read("hcv", config, "b");
    assertThat(calls.stream().map(call -> call.method() + " " + call.url().getPath()))
        .containsExactly("POST /v1/auth/approle/login", "GET /v1/secret/a", "GET /v1/secret/b");
    assertThat(Json.parse(calls.getFirst().body()))
        .isEqualTo(Map.of("role_id", "r1", "secret_id", "s1"));
    assertThat(header(calls.getLast(), "X-Vault-Token")).isEqualTo("s.role");

    now = now.plusSeconds(80);
    read("hcv", config, "c");
    assertThat(calls).as("it ends within half a minute").hasSize(5);
  }

  @Test
  void logsInByTheTokenOfAKubernetesServiceAccount() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "ey.jwt\n");
    answer =
        call ->
            call.method().equals("POST")
                ? reply(200, "{\"auth\":{\"client_token\":\"s.kube\",\"lease_duration\":0}}")
                : reply(200, "{\"data\":{\"k\":\"v\"}}");
    read(
        "hcv",
        hcv(
            "auth_method",
            "kubernetes",
            "kube_role",
            "web",
            "kube_api_token_file",
            token.toString(),
            "kube_auth_path",
            "k8s"),
        "a");
    assertThat(calls.getFirst().url().getPath()).isEqualTo("/v1/auth/k8s/login");
    assertThat(Json.parse(calls.getFirst().body()))
        .isEqualTo(Map.of("role", "web", "jwt", "ey.jwt"));
  }

  @Test
  void saysWhatTheVaultAnsweredAndNoSecret() {
    answer = _ -> reply(403, "{\"errors\":[\"permission denied for s.token\"]}");
    assertThatThrownBy(() -> read("hcv", hcv(), "db"))
        .hasMessageContaining("answered 403 when asked to read db (expected: 200)")
        .hasMessageNotContaining("s.token");
  }

  @Test
  void asksAwsBySignedCalls() {
    answer = _ -> reply(200, "{\"SecretString\":\"{\\\"k\\\":\\\"v\\\"}\"}");
    Map<String, Object> config =
        Map.of("role_session_name", "KongVault", "endpoint_url", "http://aws.example:4566/");
    assertThat(read("aws", config, "my-secret")).isEqualTo("{\"k\":\"v\"}");

    HttpCall call = calls.getFirst();
    assertThat(header(call, "X-Amz-Target")).isEqualTo("secretsmanager.GetSecretValue");
    assertThat(Json.parse(call.body())).isEqualTo(Map.of("SecretId", "my-secret"));
    HttpCall unsigned =
        HttpCall.of("POST", call.url())
            .with("Content-Type", "application/x-amz-json-1.1")
            .with("X-Amz-Target", "secretsmanager.GetSecretValue")
            .with(call.body());
    HttpCall signed = new AwsSignature("eu-1", "secretsmanager").sign(unsigned, AWS, now);
    assertThat(header(call, "Authorization")).isEqualTo(header(signed, "Authorization"));
  }

  @Test
  void aSecretThatAwsDoesNotHaveIsAnError() {
    answer = _ -> reply(400, "{\"__type\":\"ResourceNotFoundException\"}");
    assertThatThrownBy(() -> read("aws", Map.of("role_session_name", "x"), "none"))
        .hasMessageContaining("AWS Secrets Manager answered 400 when asked for none");
    assertThat(calls.getFirst().url()).hasToString("https://secretsmanager.eu-1.amazonaws.com/");
  }

  @Test
  void readsFilesBelowItsFolderOnly() throws IOException {
    Files.writeString(folder.resolve("pass"), "secret\n");
    Map<String, Object> config = Map.of("prefix", folder.toString());
    assertThat(read("file", config, "pass")).isEqualTo("secret");
    assertThatThrownBy(() -> read("file", config, "../other")).hasMessageContaining("outside of");
    assertThatThrownBy(() -> read("file", config, "none")).hasMessageContaining("there is no file");
  }
}
