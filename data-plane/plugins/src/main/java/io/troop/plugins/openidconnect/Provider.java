package io.troop.plugins.openidconnect;

import io.troop.jose.Jwk;
import io.troop.plugin.Host;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A provider: its metadata and keys, read when they are needed and kept for a while, and calls of
/// it. *Thread-safe.*
///
/// Metadata are read by one caller at a time, and again for an unknown key not before
/// `rediscovery_lifetime` is over: a client with made-up keys can't have the provider called.
final class Provider {
  private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
  private static final String WELL_KNOWN = "/.well-known/";
  private static final int OK = 200;

  private final ProviderFields fields;
  private final Duration lifetime;
  private final Host host;
  private final AtomicReference<@Nullable Mono<Metadata>> underWay = new AtomicReference<>();
  private volatile @Nullable Metadata known;
  private volatile @Nullable Instant triedAt;

  Provider(OpenidConnectConfig config, Host host) {
    this.fields = config.provider();
    this.lifetime = Duration.ofMillis((long) (config.caching().cacheTtl() * 1000));
    this.host = host;
  }

  /// What the provider says of itself; what it said before when it can't be asked.
  Mono<Metadata> metadata() {
    Metadata before = known;
    if (before == null) {
      return load();
    }
    boolean fresh = host.clock().instant().isBefore(before.readAt().plus(lifetime));
    return fresh || triedLately() ? Mono.just(before) : load().onErrorReturn(before);
  }

  /// What it says now, because a key was not in what it said before; the same when it was asked
  /// lately.
  Mono<Metadata> newerThan(Metadata seen) {
    Metadata now = known;
    if (now != null && !now.equals(seen)) {
      return Mono.just(now);
    }
    // Without any key nobody gets in: that is worth another attempt at once.
    boolean waits = triedLately() && !seen.keys().isEmpty();
    return waits ? Mono.just(seen) : load().onErrorReturn(seen);
  }

  private boolean triedLately() {
    Instant tried = triedAt;
    return tried != null
        && host.clock()
            .instant()
            .isBefore(tried.plusMillis((long) (fields.rediscoveryLifetime() * 1000)));
  }

  private Mono<Metadata> load() {
    Mono<Metadata> next =
        Mono.defer(this::read)
            .doOnNext(read -> known = read)
            .doFinally(_ -> underWay.set(null))
            .cache();
    Mono<Metadata> before = underWay.compareAndExchange(null, next);
    return before == null ? next : before;
  }

  private Mono<Metadata> read() {
    triedAt = host.clock().instant();
    if (fields.usingPseudoIssuer()) {
      return keys(Map.of()).map(keys -> new Metadata(Map.of(), keys, host.clock().instant()));
    }
    HttpCall call = call("GET", discovery());
    for (var header :
        OpenidConnectConfig.pairs(
            fields.discoveryHeadersNames(), fields.discoveryHeadersValues())) {
      call = call.with(header.getKey(), header.getValue());
    }
    return document(call)
        .flatMap(document ->
            keys(document).map(keys -> new Metadata(document, keys, host.clock().instant())));
  }

  private URI discovery() {
    String issuer = fields.issuer();
    if (issuer.contains(WELL_KNOWN)) {
      return URI.create(issuer);
    }
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return URI.create(base + WELL_KNOWN + "openid-configuration");
  }

  /// All key sets that can be read; those of one that can't are missed in the log.
  private Mono<List<Jwk>> keys(Map<?, ?> document) {
    List<String> addresses = new ArrayList<>();
    if (document.get("jwks_uri") instanceof String own) {
      addresses.add(own);
    }
    addresses.addAll(OpenidConnectConfig.list(fields.extraJwksUris()));
    return Flux.fromIterable(addresses)
        .flatMapSequential(address ->
            Mono.defer(() -> document(call("GET", URI.create(address))))
                .map(Jwk::set)
                .onErrorResume(failure -> {
                  LOG.error("no keys from {}: {}", address, failure.getMessage());
                  return Mono.just(List.of());
                }))
        .collectList()
        .flatMap(sets -> {
          List<Jwk> keys = sets.stream().flatMap(List::stream).toList();
          Metadata before = known;
          boolean lost = keys.isEmpty() && before != null && !before.keys().isEmpty();
          return lost
              ? Mono.error(Refusal.unexpected("the provider has no keys any more"))
              : Mono.just(keys);
        });
  }

  /// The JSON object that answers a call.
  Mono<Map<?, ?>> document(HttpCall call) {
    return send(call)
        .map(reply -> {
          if (reply.status() != OK) {
            throw Refusal.unexpected(
                call.url() + " answered " + reply.status() + " (expected: 200)");
          }
          return object(call.url(), reply);
        });
  }

  /// The JSON object in an answer.
  static Map<?, ?> object(URI url, HttpReply reply) {
    try {
      if (Json.parse(reply.body()) instanceof Map<?, ?> map) {
        return map;
      }
    } catch (JsonException e) {
      // said below
    }
    throw Refusal.unexpected(url.getPath() + " of the provider answered no JSON object");
  }

  /// The answer to a call, whatever its status.
  Mono<HttpReply> send(HttpCall call) {
    return host.tools()
        .http()
        .call(call)
        .onErrorMap(
            failure -> !(failure instanceof Refusal),
            failure -> Refusal.unexpected("no answer of the provider: " + failure.getMessage()));
  }

  /// A call of the provider, with the limits and the proxy that are configured.
  HttpCall call(String method, URI url) {
    Duration timeout = Duration.ofMillis((long) fields.timeout());
    return HttpCall.of(method, url)
        .with("Accept", "application/json")
        .within(timeout, timeout)
        .keeping(fields.keepalive() ? Duration.ofSeconds(60) : Duration.ofMillis(1))
        .verifyingTls(fields.sslVerify())
        .through(proxy(url));
  }

  private @Nullable URI proxy(URI url) {
    boolean secure = "https".equals(url.getScheme());
    String address = secure ? fields.httpsProxy() : fields.httpProxy();
    if (address == null || isExempt(url.getHost())) {
      return null;
    }
    String authorization =
        secure ? fields.httpsProxyAuthorization() : fields.httpProxyAuthorization();
    URI proxy = URI.create(address);
    try {
      return authorization == null
          ? proxy
          : new URI(
              "http",
              user(host.resolve(authorization)),
              proxy.getHost(),
              proxy.getPort(),
              null,
              null,
              null);
    } catch (URISyntaxException e) {
      throw Refusal.unexpected("the proxy's authorization can't be used");
    }
  }

  private static String user(String authorization) {
    String encoded = authorization.substring(authorization.indexOf(' ') + 1).strip();
    return new String(Base64.getDecoder().decode(encoded), java.nio.charset.StandardCharsets.UTF_8);
  }

  private boolean isExempt(@Nullable String target) {
    String exempt = fields.noProxy();
    if (exempt == null || target == null) {
      return false;
    }
    for (String name : exempt.split(",", -1)) {
      String host = name.strip();
      if (!host.isEmpty() && (target.equals(host) || target.endsWith("." + host))) {
        return true;
      }
    }
    return false;
  }
}
