package io.troop.proxy.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.aws.AwsIdentity;
import io.troop.plugin.aws.AwsSignature;
import io.troop.plugin.entity.Vault;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpCaller;
import io.troop.plugin.tools.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// AWS Secrets Manager, asked by signed calls. *Thread-safe.* Who asks is found out as AWS's own
/// clients do.
final class AwsVault implements SecretSource {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final AwsIdentity identity;
  private final AwsSignature signature;
  private final URI endpoint;
  private final HttpCaller http;
  private final InstantSource clock;

  /// @param environment the value of an environment variable; null for none
  AwsVault(
      Vault.Aws config,
      HttpCaller http,
      InstantSource clock,
      UnaryOperator<@Nullable String> environment) {
    String region = region(config, environment);
    String url = config.endpointUrl();
    this.endpoint =
        URI.create(url == null ? "https://secretsmanager." + region + ".amazonaws.com/" : url);
    this.signature = new AwsSignature(region, "secretsmanager");
    this.http = http;
    this.clock = clock;
    this.identity =
        new AwsIdentity(
            new AwsIdentity.Settings(
                region,
                null,
                config.assumeRoleArn(),
                config.roleSessionName(),
                config.stsEndpointUrl(),
                null,
                true),
            http,
            clock,
            environment);
  }

  private static String region(Vault.Aws config, UnaryOperator<@Nullable String> environment) {
    for (String found :
        new @Nullable String[] {
          config.region(), environment.apply("AWS_REGION"), environment.apply("AWS_DEFAULT_REGION")
        }) {
      if (found != null) {
        return found;
      }
    }
    throw new IllegalStateException(
        "AWS Secrets Manager: the region is not known (expected: region, or AWS_REGION in the"
            + " node's environment)");
  }

  @Override
  public Mono<String> read(String resource) {
    HttpCall call =
        HttpCall.of("POST", endpoint)
            .within(CONNECT, ANSWER)
            .with("Content-Type", "application/x-amz-json-1.1")
            .with("X-Amz-Target", "secretsmanager.GetSecretValue")
            .with(Json.bytes(Map.of("SecretId", resource)));
    return identity
        .credentials()
        .flatMap(credentials -> http.call(signature.sign(call, credentials, clock.instant())))
        .handle((reply, sink) -> {
          String text = text(reply);
          if (text == null) {
            sink.error(
                new IOException(
                    "AWS Secrets Manager answered "
                        + reply.status()
                        + " when asked for "
                        + resource
                        + " (expected: 200 with SecretString or SecretBinary)"));
          } else {
            sink.next(text);
          }
        });
  }

  private static @Nullable String text(HttpReply reply) {
    try {
      if (reply.status() != 200 || !(Json.parse(reply.body()) instanceof Map<?, ?> answer)) {
        return null;
      }
      if (answer.get("SecretString") instanceof String text) {
        return text;
      }
      return answer.get("SecretBinary") instanceof String binary
          ? new String(Base64.getDecoder().decode(binary), UTF_8)
          : null;
    } catch (IllegalArgumentException unreadable) {
      return null;
    }
  }
}
