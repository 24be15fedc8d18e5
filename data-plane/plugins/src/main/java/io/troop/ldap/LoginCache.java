package io.troop.ldap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// What came of logins, remembered for a while, good and bad. *Thread-safe; blocks.* Holds digests
/// of passwords only.
public final class LoginCache<V> {
  private static final int MOST = 10_000;

  private final InstantSource clock;
  private final Duration lifetime;
  private final Map<String, Remembered<V>> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered<V>> eldest) {
          return size() > MOST;
        }
      };

  private record Remembered<V>(V value, Instant until) {}

  public LoginCache(InstantSource clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /// Finds out what comes of a login.
  public interface Attempt<V> {
    V run(HeaderLogin login) throws Unreachable;
  }

  /// What came of this login, or comes of it now.
  ///
  /// @throws Unreachable as the attempt does
  public V get(HeaderLogin login, Attempt<V> attempt) throws Unreachable {
    String key = digest(login.user() + ":" + login.password());
    synchronized (remembered) {
      Remembered<V> before = remembered.get(key);
      if (before != null && before.until().isAfter(clock.instant())) {
        return before.value();
      }
    }
    V value = attempt.run(login);
    synchronized (remembered) {
      remembered.remove(key);
      remembered.put(key, new Remembered<>(value, clock.instant().plus(lifetime)));
    }
    return value;
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java platform has no SHA-256", e);
    }
  }
}
