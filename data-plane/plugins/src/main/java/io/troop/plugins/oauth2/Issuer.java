package io.troop.plugins.oauth2;

import io.troop.plugin.Exchange;
import io.troop.plugin.Host;
import io.troop.plugin.entity.Service;
import io.troop.plugin.tools.EntityWrites.Write;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Makes codes and tokens and has them committed. *Thread-safe.*
final class Issuer {
  private static final Logger log = LoggerFactory.getLogger(Issuer.class);
  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final long CODE_SECONDS = 300;

  private final OauthConfig config;
  private final Host host;

  Issuer(OauthConfig config, Host host) {
    this.config = config;
    this.host = host;
  }

  /// Whom something is given out to, and for what.
  record Grant(OauthCredential client, @Nullable String user, @Nullable String scope) {}

  /// A code for a token.
  Mono<Outcome> code(Exchange exchange, Grant grant, @Nullable String challenge) {
    String code = text();
    Map<String, @Nullable Object> fields = fields(exchange, grant);
    fields.put("code", code);
    fields.put("plugin", Map.of("id", host.pluginId().toString()));
    fields.put("ttl", CODE_SECONDS);
    if (challenge != null) {
      fields.put("challenge", challenge);
      fields.put("challenge_method", "S256");
    }
    Write put = new Write.Put(Oauth2Plugin.CODES, uuid(), exchange.workspace().name(), fields);
    return committed(List.of(put), new Outcome.Granted(Map.of("code", code)), INTERNAL);
  }

  /// A token that can't be refreshed.
  Mono<Outcome> token(Exchange exchange, Grant grant) {
    return issued(exchange, grant, uuid(), null, List.of(), INTERNAL);
  }

  /// A token that can be refreshed.
  Mono<Outcome> refreshableToken(Exchange exchange, Grant grant) {
    return issued(exchange, grant, uuid(), newRefresh(), List.of(), INTERNAL);
  }

  /// A token for a code, which is used up by that.
  Mono<Outcome> exchanged(Exchange exchange, Grant grant, OauthCode code) {
    return issued(
        exchange,
        grant,
        uuid(),
        newRefresh(),
        List.of(new Write.Delete(Oauth2Plugin.CODES, code.id())),
        Outcome.refused("invalid_request", "Invalid code"));
  }

  /// A token in the place of an older one.
  Mono<Outcome> refreshed(Exchange exchange, Grant grant, OauthToken older) {
    Write delete = new Write.Delete(Oauth2Plugin.TOKENS, older.id());
    Outcome gone = Outcome.refused("invalid_request", "Invalid refresh_token");
    return config.reuseRefreshToken()
        ? issued(exchange, grant, older.id(), older.refreshToken(), List.of(), gone)
        : issued(exchange, grant, uuid(), newRefresh(), List.of(delete), gone);
  }

  private static final Outcome INTERNAL =
      new Outcome.Refused("server_error", "An unexpected error occurred", 500, false);

  private Mono<Outcome> issued(
      Exchange exchange,
      Grant grant,
      UUID id,
      @Nullable String refresh,
      List<Write> before,
      Outcome otherwise) {
    long seconds = (long) config.tokenExpiration();
    String access = text();
    Map<String, @Nullable Object> fields = fields(exchange, grant);
    fields.put("access_token", access);
    fields.put("expires_in", seconds);
    fields.put("created_at", host.clock().instant().getEpochSecond());
    if (refresh != null) {
      fields.put("refresh_token", refresh);
    }
    long kept = lifetime(seconds, refresh != null);
    if (kept > 0) {
      fields.put("ttl", kept);
    }
    List<Write> writes = new ArrayList<>(before);
    writes.add(new Write.Put(Oauth2Plugin.TOKENS, id, exchange.workspace().name(), fields));

    Map<String, Object> told = new LinkedHashMap<>();
    told.put("access_token", access);
    told.put("token_type", "bearer");
    if (seconds > 0) {
      told.put("expires_in", seconds);
    }
    if (refresh != null) {
      told.put("refresh_token", refresh);
    }
    return committed(writes, new Outcome.Granted(told), otherwise);
  }

  /// How long a token is kept, in seconds; 0 for ever.
  private long lifetime(long seconds, boolean refreshable) {
    if (seconds <= 0) {
      return 0;
    }
    // Kong: keeps what nobody can refresh as long; here it would only make configurations longer.
    return refreshable ? (long) config.refreshTokenTtl() : seconds + 60;
  }

  private @Nullable String newRefresh() {
    return config.tokenExpiration() > 0 ? text() : null;
  }

  private Map<String, @Nullable Object> fields(Exchange exchange, Grant grant) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    Service service = exchange.service();
    if (!config.globalCredentials() && service != null) {
      fields.put("service", Map.of("id", service.id().toString()));
    }
    fields.put("credential", Map.of("id", grant.client.id().toString()));
    if (grant.user != null) {
      fields.put("authenticated_userid", grant.user);
    }
    if (grant.scope != null) {
      fields.put("scope", grant.scope);
    }
    return fields;
  }

  /// @param otherwise what comes of it when something to delete is gone already
  private Mono<Outcome> committed(List<Write> writes, Outcome granted, Outcome otherwise) {
    return host.tools()
        .writes()
        .commit(writes)
        .map(done -> done ? granted : otherwise)
        .onErrorResume(
            IOException.class,
            problem -> {
              log.warn("oauth2 {}: no token was given out", host.pluginId(), problem);
              return Mono.just(
                  new Outcome.Refused(
                      "temporarily_unavailable",
                      "Tokens can't be given out at the moment",
                      503,
                      false));
            });
  }

  private UUID uuid() {
    long high = (host.random().nextLong() & 0xffffffffffff0fffL) | 0x4000L;
    long low = (host.random().nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private String text() {
    StringBuilder out = new StringBuilder(32);
    for (int i = 0; i < 32; i++) {
      out.append(LETTERS.charAt(host.random().nextInt(LETTERS.length())));
    }
    return out.toString();
  }
}
