package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Host;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import io.troop.plugin.tools.Remembered;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Asks the provider's endpoints, and remembers what they answer. *Thread-safe.*
final class ProviderCalls {
  private static final int OK = 200;
  private static final int LEAST_ERROR_OF_SERVER = 500;

  private final OpenidConnectConfig config;
  private final Provider provider;
  private final ClientAuthentication authentication;
  private final Host host;
  private final Remembered<Granted> grants;
  private final Remembered<Map<?, ?>> introspections;
  private final Remembered<Map<?, ?>> users;

  ProviderCalls(OpenidConnectConfig config, Provider provider, Host host) {
    this.config = config;
    this.provider = provider;
    this.host = host;
    this.authentication = new ClientAuthentication(config, host);
    this.grants = new Remembered<>(host.clock());
    this.introspections = new Remembered<>(host.clock());
    this.users = new Remembered<>(host.clock());
  }

  /// What the token endpoint answered.
  ///
  /// @param at when, in seconds since 1970
  record Granted(Map<?, ?> answer, HttpReply reply, long at) {}

  ClientAuthentication clients() {
    return authentication;
  }

  /// Asks for tokens.
  ///
  /// @param key what the same request is known by; null for a request that is made but once
  /// @param form made anew for each call
  Mono<Granted> grant(
      @Nullable String key,
      Visit visit,
      ClientAuthentication.Party party,
      java.util.function.Supplier<Form> form) {
    if (key == null || !config.caching().cacheTokens()) {
      return granted(visit, party, form.get());
    }
    String salt = config.caching().cacheTokensSalt();
    String scopes =
        config.caching().tokenCacheKeyIncludeScope()
            ? String.join(" ", config.authorization().scopes())
            : "";
    return grants.get(
        digest(String.join("\0", salt == null ? "" : salt, scopes, key)),
        () -> granted(visit, party, form.get()),
        granted -> lifetime(granted.answer().get("expires_in"), 0));
  }

  private Mono<Granted> granted(Visit visit, ClientAuthentication.Party party, Form form) {
    CallsFields more = config.calls();
    return provider
        .metadata()
        .flatMap(metadata -> {
          Endpoint endpoint =
              new Endpoint(
                  "token_endpoint",
                  config.provider().tokenEndpoint(),
                  config.provider().mtlsTokenEndpoint(),
                  config.client().tokenEndpointAuthMethod());
          URI url = address(endpoint, party, metadata);
          form.add(
              OpenidConnectConfig.pairs(more.tokenPostArgsNames(), more.tokenPostArgsValues()));
          for (String name : OpenidConnectConfig.list(more.tokenPostArgsClient())) {
            form.add(name, visit.any(name));
          }
          HttpCall call =
              headers(
                  provider.call("POST", url),
                  visit,
                  more.tokenHeadersNames(),
                  more.tokenHeadersValues(),
                  more.tokenHeadersClient());
          return post(call, form, party, endpoint, metadata)
              .map(reply -> {
                Map<?, ?> answer = accepted(url, reply, "the provider gave no tokens");
                if (!(answer.get("access_token") instanceof String)) {
                  throw Refusal.unexpected(url.getPath() + " answered no access_token");
                }
                return new Granted(answer, reply, host.clock().instant().getEpochSecond());
              });
        });
  }

  /// What the provider says of a token (RFC 7662).
  Mono<Map<?, ?>> introspect(String token, Visit visit, int client) {
    if (!config.caching().cacheIntrospection()) {
      return introspected(token, visit, client);
    }
    return introspections.get(
        digest(token),
        () -> introspected(token, visit, client),
        answer ->
            Boolean.FALSE.equals(answer.get("active"))
                ? negative()
                : lifetime(null, end(answer.get("exp"))));
  }

  private Mono<Map<?, ?>> introspected(String token, Visit visit, int client) {
    CallsFields more = config.calls();
    return provider
        .metadata()
        .flatMap(metadata -> {
          Endpoint endpoint =
              new Endpoint(
                  "introspection_endpoint",
                  config.provider().introspectionEndpoint(),
                  config.provider().mtlsIntrospectionEndpoint(),
                  config.client().introspectionEndpointAuthMethod());
          ClientAuthentication.Party party = authentication.party(client);
          URI url = address(endpoint, party, metadata);
          Form form =
              new Form()
                  .add(more.introspectionTokenParamName(), token)
                  .add("token_type_hint", more.introspectionHint())
                  .add(
                      OpenidConnectConfig.pairs(
                          more.introspectionPostArgsNames(), more.introspectionPostArgsValues()));
          for (String name : OpenidConnectConfig.list(more.introspectionPostArgsClient())) {
            form.add(name, visit.any(name));
          }
          for (String name : OpenidConnectConfig.list(more.introspectionPostArgsClientHeaders())) {
            form.add(name, visit.header(name));
          }
          HttpCall call =
              headers(
                  provider.call("POST", url),
                  visit,
                  more.introspectionHeadersNames(),
                  resolved(more.introspectionHeadersValues()),
                  more.introspectionHeadersClient());
          return post(call, form, party, endpoint, metadata)
              .map(reply -> {
                if (reply.status() != OK) {
                  throw Refusal.unexpected(
                      url.getPath() + " answered " + reply.status() + " (expected: 200)");
                }
                return Provider.object(url, reply);
              });
        });
  }

  /// The claims of the user that an access token is for.
  Mono<Map<?, ?>> userinfo(String token, Visit visit) {
    if (!config.caching().cacheUserInfo()) {
      return asked(token, visit);
    }
    return users.get(digest(token), () -> asked(token, visit), _ -> lifetime(null, 0));
  }

  private Mono<Map<?, ?>> asked(String token, Visit visit) {
    CallsFields more = config.calls();
    return provider
        .metadata()
        .flatMap(metadata -> {
          URI url = metadata.endpoint("userinfo_endpoint", config.provider().userinfoEndpoint());
          Form query =
              new Form()
                  .add(
                      OpenidConnectConfig.pairs(
                          more.userinfoQueryArgsNames(), more.userinfoQueryArgsValues()));
          for (String name : OpenidConnectConfig.list(more.userinfoQueryArgsClient())) {
            query.add(name, visit.any(name));
          }
          HttpCall call =
              headers(
                  provider.call("GET", URI.create(query.behind(url))),
                  visit,
                  more.userinfoHeadersNames(),
                  more.userinfoHeadersValues(),
                  more.userinfoHeadersClient());
          return provider
              .send(call.with("Authorization", "Bearer " + token))
              .map(reply -> accepted(url, reply, "the provider does not know the token"));
        });
  }

  /// Takes a token back (RFC 7009), and forgets what was said of it.
  Mono<Void> revoke(String token, String hint, int client) {
    introspections.forget(digest(token));
    users.forget(digest(token));
    return provider
        .metadata()
        .flatMap(metadata -> {
          Endpoint endpoint =
              new Endpoint(
                  "revocation_endpoint",
                  config.provider().revocationEndpoint(),
                  config.provider().mtlsRevocationEndpoint(),
                  config.client().revocationEndpointAuthMethod());
          ClientAuthentication.Party party = authentication.party(client);
          URI url = address(endpoint, party, metadata);
          Form form =
              new Form()
                  .add(config.calls().revocationTokenParamName(), token)
                  .add("token_type_hint", hint);
          return post(provider.call("POST", url), form, party, endpoint, metadata);
        })
        .then();
  }

  /// An endpoint at which clients authenticate.
  ///
  /// @param address counts before what the provider says; null for what it says
  /// @param mtlsAddress the same for clients who show a certificate
  /// @param method how they authenticate at this very endpoint; null for how they do anywhere
  record Endpoint(
      String name,
      @Nullable String address,
      @Nullable String mtlsAddress,
      @Nullable String method) {}

  /// Where this client calls.
  URI address(Endpoint endpoint, ClientAuthentication.Party party, Metadata metadata) {
    String other = null;
    if (authentication.isByCertificate(party, endpoint.method(), metadata)) {
      String told = metadata.alias(endpoint.name());
      other = endpoint.mtlsAddress() == null ? told : endpoint.mtlsAddress();
    }
    return metadata.endpoint(endpoint.name(), other == null ? endpoint.address() : other);
  }

  /// Sends a form, with what authenticates the client.
  Mono<HttpReply> post(
      HttpCall call,
      Form form,
      ClientAuthentication.Party party,
      Endpoint endpoint,
      Metadata metadata) {
    HttpCall authenticated = authentication.on(call, form, party, endpoint.method(), metadata);
    return provider.send(
        authenticated
            .with("Content-Type", "application/x-www-form-urlencoded")
            .with(form.text().getBytes(UTF_8)));
  }

  private static HttpCall headers(
      HttpCall call,
      Visit visit,
      @Nullable List<String> names,
      @Nullable List<String> values,
      @Nullable List<String> ofClient) {
    HttpCall out = call;
    for (var header : OpenidConnectConfig.pairs(names, values)) {
      out = out.with(header.getKey(), header.getValue());
    }
    for (String name : OpenidConnectConfig.list(ofClient)) {
      String value = visit.header(name);
      out = value == null ? out : out.with(name, value);
    }
    return out;
  }

  private List<String> resolved(@Nullable List<String> values) {
    return OpenidConnectConfig.list(values).stream().map(host::resolve).toList();
  }

  /// The answer, when the provider does not refuse.
  private static Map<?, ?> accepted(URI url, HttpReply reply, String refusal) {
    if (reply.status() >= LEAST_ERROR_OF_SERVER) {
      throw Refusal.unexpected(url.getPath() + " answered " + reply.status() + " (expected: 200)");
    } else if (reply.status() != OK) {
      throw Refusal.unauthorized(refusal + ": " + reply.status());
    }
    return Provider.object(url, reply);
  }

  private Duration negative() {
    Double seconds = config.caching().cacheTtlNeg();
    return seconds == null ? Duration.ZERO : millis(seconds);
  }

  /// How long to remember something.
  ///
  /// @param seconds how long it is good; null when it does not say
  /// @param end until when it is good, in seconds since 1970; 0 when it does not say
  private Duration lifetime(@Nullable Object seconds, long end) {
    CachingFields caching = config.caching();
    double now = host.clock().instant().toEpochMilli() / 1000.0;
    double left = seconds instanceof Number number ? number.doubleValue() : end - now;
    boolean says = seconds instanceof Number || end > 0;
    double kept = says ? left : caching.cacheTtl();
    if (caching.cacheTtlMin() != null && !says) {
      kept = Math.max(kept, caching.cacheTtlMin());
    }
    if (caching.cacheTtlMax() != null && caching.cacheTtlMax() > 0) {
      kept = Math.min(kept, caching.cacheTtlMax());
    }
    return millis(kept);
  }

  private static long end(@Nullable Object claim) {
    return claim instanceof Number number ? number.longValue() : 0;
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
