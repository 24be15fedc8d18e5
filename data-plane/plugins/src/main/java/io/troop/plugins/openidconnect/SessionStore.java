package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Host;
import io.troop.plugin.tools.Redis;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/// Sealed sessions in Redis, each under its id. *Thread-safe.*
final class SessionStore {
  private final Redis redis;
  private final String prefix;
  private final boolean hashes;

  private SessionStore(Redis redis, String prefix, boolean hashes) {
    this.redis = redis;
    this.prefix = prefix;
    this.hashes = hashes;
  }

  static SessionStore of(SessionFields config, Host host) {
    SessionRedis servers = Objects.requireNonNull(config.redis());
    return new SessionStore(
        host.tools().redis(servers.redis().servers(host)),
        servers.keyPrefix(),
        config.sessionHashStorageKey());
  }

  /// What was kept; nothing when it is over.
  Mono<String> get(String id) {
    return redis.command("GET", List.of(key(id))).cast(String.class);
  }

  /// @param lifetime zero for ever
  Mono<Void> put(String id, String sealed, Duration lifetime) {
    List<String> arguments =
        lifetime.isPositive()
            ? List.of(key(id), sealed, "EX", Long.toString(Math.max(1, lifetime.toSeconds())))
            : List.of(key(id), sealed);
    return redis.command("SET", arguments).then();
  }

  Mono<Void> remove(String id) {
    return redis.command("DEL", List.of(key(id))).then();
  }

  private String key(String id) {
    return prefix + (hashes ? digest(id) : id);
  }

  private static String digest(String id) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(id.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
