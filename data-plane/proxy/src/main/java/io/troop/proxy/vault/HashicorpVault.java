package io.troop.proxy.vault;

import io.troop.plugin.entity.Vault;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpCaller;
import io.troop.plugin.tools.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// HashiCorp Vault's key-value engines, version 1 and 2. *Thread-safe.* The client token that a
/// login gives is kept until shortly before it ends, or is refused.
final class HashicorpVault implements SecretSource {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration AHEAD = Duration.ofSeconds(30);

  private final Vault.Hcv config;
  private final HttpCaller http;
  private final InstantSource clock;
  private volatile @Nullable Login login;

  private record Login(String token, Instant until) {}

  HashicorpVault(Vault.Hcv config, HttpCaller http, InstantSource clock) {
    this.config = config;
    this.http = http;
    this.clock = clock;
  }

  @Override
  public Mono<String> read(String resource) {
    return token().flatMap(token -> read(resource, token));
  }

  private Mono<String> read(String resource, String token) {
    boolean versioned = config.kv().equals("v2");
    String path = config.mount() + (versioned ? "/data/" : "/") + resource;
    return http.call(call("GET", path).with("X-Vault-Token", token))
        .map(reply -> {
          if (reply.status() == 403) {
            login = null; // Another login may help, next time.
          }
          Object data = member(answer(reply, "read " + resource), "data");
          Object values = versioned ? member(data, "data") : data;
          if (!(values instanceof Map<?, ?>)) {
            throw new Refused("it answered without the data of " + resource);
          }
          return Json.write(values);
        })
        .onErrorMap(Refused.class, Refused::told);
  }

  private Mono<String> token() {
    if (config.authMethod().equals("token")) {
      String token = config.token();
      return token == null
          ? Mono.error(new IOException("token is not set (expected with auth_method = token)"))
          : Mono.just(token);
    }
    Login known = login;
    if (known != null && known.until().isAfter(clock.instant().plus(AHEAD))) {
      return Mono.just(known.token());
    }
    boolean kubernetes = config.authMethod().equals("kubernetes");
    String at = kubernetes ? config.kubeAuthPath() : config.approleAuthPath();
    return Mono.fromCallable(kubernetes ? this::kubernetes : this::approle)
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(body -> http.call(call("POST", "auth/" + at + "/login").with(Json.bytes(body))))
        .map(reply -> {
          Object auth = member(answer(reply, "log in"), "auth");
          if (!(member(auth, "client_token") instanceof String token)) {
            throw new Refused("it answered a login without a token");
          }
          long seconds =
              member(auth, "lease_duration") instanceof Number n && n.longValue() > 0
                  ? n.longValue()
                  : Duration.ofDays(1).toSeconds();
          login = new Login(token, clock.instant().plusSeconds(seconds));
          return token;
        })
        .onErrorMap(Refused.class, Refused::told);
  }

  private Map<String, @Nullable Object> kubernetes() throws IOException {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("role", config.kubeRole());
    body.put("jwt", Files.readString(Path.of(config.kubeApiTokenFile())).strip());
    return body;
  }

  private Map<String, @Nullable Object> approle() throws IOException {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("role_id", config.approleRoleId());
    String file = config.approleSecretIdFile();
    body.put(
        "secret_id",
        file == null ? config.approleSecretId() : Files.readString(Path.of(file)).strip());
    return body;
  }

  private HttpCall call(String method, String path) {
    URI url =
        URI.create(
            "%s://%s:%d/v1/%s"
                .formatted(config.protocol(), config.host(), config.port(), encoded(path)));
    HttpCall call = HttpCall.of(method, url).within(CONNECT, ANSWER);
    String namespace = config.namespace();
    return namespace == null ? call : call.with("X-Vault-Namespace", namespace);
  }

  private static String encoded(String path) {
    StringBuilder out = new StringBuilder();
    for (byte b : path.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || "/-._~".indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append("%%%02X".formatted(b & 0xff));
      }
    }
    return out.toString();
  }

  private Object answer(HttpReply reply, String what) {
    if (reply.status() != 200) {
      throw new Refused(
          "it answered " + reply.status() + " when asked to " + what + " (expected: 200)");
    }
    try {
      return Objects.requireNonNullElse(Json.parse(reply.body()), Map.of());
    } catch (JsonException notJson) {
      throw new Refused("it answered with no JSON when asked to " + what);
    }
  }

  private static @Nullable Object member(@Nullable Object of, String name) {
    return of instanceof Map<?, ?> map ? map.get(name) : null;
  }

  /// Carries a message out of an operator.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message, null, false, false);
    }

    IOException told() {
      return new IOException("HashiCorp Vault: " + getMessage());
    }
  }
}
