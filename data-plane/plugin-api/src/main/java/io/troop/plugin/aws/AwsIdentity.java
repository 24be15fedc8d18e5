package io.troop.plugin.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.json.Json;
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
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Finds out who the caller is, as AWS's own clients do: by a given key, else by the environment
/// (`AWS_ACCESS_KEY_ID`, a web identity token, a container's or a machine's credentials), and takes
/// on a role if one is asked for. *Thread-safe.* What is found is kept until shortly before it
/// expires.
public final class AwsIdentity {
  private static final Duration AHEAD = Duration.ofMinutes(5);
  private static final Duration QUICK = Duration.ofSeconds(5);
  private static final String MACHINE = "http://169.254.169.254";
  private static final String CONTAINER = "http://169.254.170.2";

  private final HttpCaller http;
  private final InstantSource clock;
  private final UnaryOperator<@Nullable String> environment;
  private final Settings settings;
  private @Nullable Mono<AwsCredentials> found;
  private @Nullable AwsCredentials held;

  /// How to find out.
  ///
  /// @param key a key that was given; null to ask the environment
  /// @param role the role to take on (an ARN); null for none
  /// @param stsEndpoint where roles are given; null for that of the region
  /// @param proxy an HTTP proxy for calls to STS; null for none
  /// @param machineTokens whether the machine is asked by tokens (IMDS version 2)
  public record Settings(
      String region,
      @Nullable AwsCredentials key,
      @Nullable String role,
      String session,
      @Nullable String stsEndpoint,
      @Nullable URI proxy,
      boolean machineTokens) {}

  /// @param environment the value of an environment variable; null for none
  public AwsIdentity(
      Settings settings,
      HttpCaller http,
      InstantSource clock,
      UnaryOperator<@Nullable String> environment) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
    this.environment = environment;
  }

  /// The credentials of now. Fails with an [IOException] when nobody gives any.
  public synchronized Mono<AwsCredentials> credentials() {
    AwsCredentials known = held;
    Instant soon = clock.instant().plus(AHEAD);
    if (known != null && (known.expires() == null || known.expires().isAfter(soon))) {
      return Mono.just(known);
    }
    if (found == null) {
      found = role(own()).doOnNext(this::keep).doFinally(_ -> forget()).cache();
    }
    return found;
  }

  private synchronized void keep(AwsCredentials credentials) {
    held = credentials;
  }

  private synchronized void forget() {
    found = null;
  }

  private Mono<AwsCredentials> own() {
    if (settings.key() != null) {
      return Mono.just(settings.key());
    }
    String key = environment.apply("AWS_ACCESS_KEY_ID");
    String secret = environment.apply("AWS_SECRET_ACCESS_KEY");
    if (key != null && secret != null) {
      return Mono.just(
          new AwsCredentials(key, secret, environment.apply("AWS_SESSION_TOKEN"), null));
    }
    String tokenFile = environment.apply("AWS_WEB_IDENTITY_TOKEN_FILE");
    String role = environment.apply("AWS_ROLE_ARN");
    if (tokenFile != null && role != null) {
      return web(tokenFile, role);
    }
    String relative = environment.apply("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    String full = environment.apply("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (relative != null || full != null) {
      String token = environment.apply("AWS_CONTAINER_AUTHORIZATION_TOKEN");
      HttpCall call = get(relative != null ? CONTAINER + relative : String.valueOf(full));
      return document(token == null ? call : call.with("Authorization", token));
    }
    return machine();
  }

  private Mono<AwsCredentials> web(String tokenFile, String role) {
    return Mono.fromCallable(() -> Files.readString(Path.of(tokenFile)).strip())
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(token ->
            sts(
                form(
                    Map.of(
                        "Action",
                        "AssumeRoleWithWebIdentity",
                        "RoleArn",
                        role,
                        "RoleSessionName",
                        settings.session(),
                        "WebIdentityToken",
                        token,
                        "Version",
                        "2011-06-15"))));
  }

  private Mono<AwsCredentials> machine() {
    Mono<HttpCall> start =
        settings.machineTokens()
            ? call(HttpCall.of("PUT", URI.create(MACHINE + "/latest/api/token"))
                    .within(QUICK, QUICK)
                    .with("X-aws-ec2-metadata-token-ttl-seconds", "21600"))
                .map(reply -> get("").with("X-aws-ec2-metadata-token", reply.text().strip()))
            : Mono.just(get(""));
    String path = MACHINE + "/latest/meta-data/iam/security-credentials/";
    return start.flatMap(head ->
        call(at(head, path))
            .flatMap(
                reply -> document(at(head, path + reply.text().lines().findFirst().orElse("")))));
  }

  private static HttpCall get(String url) {
    return HttpCall.of("GET", URI.create(url.isEmpty() ? MACHINE : url)).within(QUICK, QUICK);
  }

  private static HttpCall at(HttpCall head, String url) {
    HttpCall call = get(url);
    for (Map.Entry<String, String> header : head.headers()) {
      call = call.with(header.getKey(), header.getValue());
    }
    return call;
  }

  private Mono<AwsCredentials> document(HttpCall call) {
    return call(call)
        .handle((reply, sink) -> {
          if (Json.parse(reply.body()) instanceof Map<?, ?> map
              && map.get("AccessKeyId") instanceof String key
              && map.get("SecretAccessKey") instanceof String secret) {
            String expires = (String) map.get("Expiration");
            sink.next(
                new AwsCredentials(
                    key,
                    secret,
                    (String) map.get("Token"),
                    expires == null ? null : Instant.parse(expires)));
          } else {
            sink.error(new IOException(call.url() + " answered with no credentials"));
          }
        });
  }

  private Mono<AwsCredentials> role(Mono<AwsCredentials> own) {
    String role = settings.role();
    if (role == null) {
      return own;
    }
    HttpCall call =
        form(
            Map.of(
                "Action",
                "AssumeRole",
                "RoleArn",
                role,
                "RoleSessionName",
                settings.session(),
                "Version",
                "2011-06-15"));
    AwsSignature signature = new AwsSignature(settings.region(), "sts");
    return own.flatMap(credentials -> sts(signature.sign(call, credentials, clock.instant())));
  }

  private HttpCall form(Map<String, String> fields) {
    String endpoint = settings.stsEndpoint();
    String url =
        endpoint == null ? "https://sts." + settings.region() + ".amazonaws.com" : endpoint;
    String body =
        fields.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(field -> field.getKey() + "=" + AwsSignature.encoded(field.getValue(), false))
            .collect(java.util.stream.Collectors.joining("&"));
    return HttpCall.of("POST", URI.create(url.endsWith("/") ? url : url + "/"))
        .through(settings.proxy())
        .with("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        .with(body.getBytes(UTF_8));
  }

  private Mono<AwsCredentials> sts(HttpCall call) {
    return call(call)
        .map(reply ->
            new AwsCredentials(
                element(reply, "AccessKeyId"),
                element(reply, "SecretAccessKey"),
                element(reply, "SessionToken"),
                Instant.parse(element(reply, "Expiration"))));
  }

  private static String element(HttpReply reply, String name) {
    Matcher found = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(reply.text());
    if (!found.find()) {
      throw new IllegalStateException("STS answered without " + name);
    }
    return found.group(1).strip();
  }

  private Mono<HttpReply> call(HttpCall call) {
    return http.call(call)
        .handle((reply, sink) -> {
          if (reply.status() == 200) {
            sink.next(reply);
          } else {
            sink.error(
                new IOException(
                    call.url().getHost()
                        + " answered "
                        + reply.status()
                        + " when it was asked for credentials (expected: 200)"));
          }
        });
  }
}
