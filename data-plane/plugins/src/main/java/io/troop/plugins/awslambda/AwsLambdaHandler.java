package io.troop.plugins.awslambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.aws.AwsCredentials;
import io.troop.plugin.aws.AwsIdentity;
import io.troop.plugin.aws.AwsSignature;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Calls the function with the client's request and gives its answer. *Thread-safe.*
final class AwsLambdaHandler implements Handler.OnRequestAsync {
  private static final Logger LOG = LoggerFactory.getLogger(AwsLambdaHandler.class);
  private static final int LONGEST_BODY = 10 << 20;

  private final AwsLambdaConfig config;
  private final Host host;
  private final @Nullable String region;
  private final @Nullable AwsIdentity identity;

  /// @param environment the value of an environment variable; null for none
  AwsLambdaHandler(AwsLambdaConfig config, Host host, UnaryOperator<@Nullable String> environment) {
    this.config = config;
    this.host = host;
    String own = config.awsRegion();
    String preset = environment.apply("AWS_REGION");
    this.region =
        own != null ? own : preset != null ? preset : environment.apply("AWS_DEFAULT_REGION");
    this.identity = region == null ? null : identity(config, host, region, environment);
  }

  private static AwsIdentity identity(
      AwsLambdaConfig config,
      Host host,
      String region,
      UnaryOperator<@Nullable String> environment) {
    String key = config.awsKey();
    String secret = config.awsSecret();
    String role = config.awsAssumeRoleArn();
    return host.keep(
        List.of("aws-lambda", config),
        AwsIdentity.class,
        () ->
            new AwsIdentity(
                new AwsIdentity.Settings(
                    region,
                    key == null || secret == null
                        ? null
                        : new AwsCredentials(host.resolve(key), host.resolve(secret), null, null),
                    role == null ? null : host.resolve(role),
                    config.awsRoleSessionName(),
                    config.awsStsEndpointUrl(),
                    proxy(config),
                    config.awsImdsProtocolVersion().equals("v2")),
                host.tools().http(),
                host.clock(),
                environment));
  }

  private static @Nullable URI proxy(AwsLambdaConfig config) {
    return config.proxyUrl() == null ? null : URI.create(config.proxyUrl());
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    AwsIdentity caller = identity;
    if (region == null || caller == null || config.functionName() == null) {
      LOG.error("aws-lambda {}: no region or function name is set", host.pluginId());
      return Mono.just(failed());
    }
    AwsSignature signature = new AwsSignature(region, "lambda");
    return exchange
        .request()
        .body(LONGEST_BODY)
        .map(ByteBufUtil::getBytes)
        .defaultIfEmpty(new byte[0])
        .map(body -> call(region, Json.write(Payload.of(config, exchange, body)).getBytes(UTF_8)))
        .zipWith(
            caller.credentials(),
            (call, credentials) -> signature.sign(call, credentials, host.clock().instant()))
        .flatMap(call -> host.tools().http().call(call))
        .map(reply -> answer(reply, exchange.request().httpVersion()))
        .onErrorResume(
            Exchange.BodyTooLarge.class, _ -> Mono.just(Verdict.error(413, "Payload too large")))
        .onErrorResume(failure -> {
          LOG.error(
              "aws-lambda {}: the function can't be called: {}",
              host.pluginId(),
              failure.getMessage());
          return Mono.just(failed());
        });
  }

  private HttpCall call(String of, byte[] payload) {
    String qualifier = config.qualifier();
    String server = config.host() == null ? "lambda." + of + ".amazonaws.com" : config.host();
    URI url =
        URI.create(
            (config.disableHttps() ? "http://" : "https://")
                + server
                + ":"
                + config.port()
                + "/2015-03-31/functions/"
                + AwsSignature.encoded(String.valueOf(config.functionName()), false)
                + "/invocations"
                + (qualifier == null
                    ? ""
                    : "?Qualifier=" + AwsSignature.encoded(qualifier, false)));
    Duration timeout = Duration.ofMillis((long) config.timeout());
    return HttpCall.of("POST", url)
        .within(timeout, timeout)
        .keeping(Duration.ofMillis((long) config.keepalive()))
        // Kong: never verified. A host of one's own may have a certificate of one's own.
        .verifyingTls(config.host() == null)
        .through(proxy(config))
        .with("Content-Type", "application/json")
        .with("X-Amz-Invocation-Type", config.invocationType())
        .with("X-Amz-Log-Type", config.logType())
        .with(payload);
  }

  private Verdict answer(HttpReply reply, String version) {
    if (reply.status() >= 400) {
      LOG.error("aws-lambda {}: AWS answered {}", host.pluginId(), reply.status());
      return failed();
    }
    return FunctionAnswer.of(config, reply, version);
  }

  private static Verdict failed() {
    return Verdict.error(500, "An unexpected error occurred");
  }
}
