package io.troop.proxy.listener;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/// The keys of session tickets. New tickets are made with the newest; those made with the ones
/// before it are taken until their sessions would have ended anyway. So who gets hold of a key
/// later reads little of what went before. *Thread-safe.*
final class TicketKeys {
  private static final int KEPT = 5;

  private final SecureRandom random;
  private final ArrayDeque<OpenSslSessionTicketKey> keys = new ArrayDeque<>();
  private final Set<OpenSslSessionContext> users = Collections.newSetFromMap(new WeakHashMap<>());

  TicketKeys(SecureRandom random) {
    this.random = random;
    keys.addFirst(fresh());
  }

  /// How often to call [#rotate], for sessions that may be resumed so long.
  static Duration period(Duration sessionTimeout) {
    Duration period = sessionTimeout.dividedBy(KEPT - 1L);
    return period.compareTo(Duration.ofMinutes(1)) < 0 ? Duration.ofMinutes(1) : period;
  }

  /// Makes these sessions use the keys, now and after each rotation.
  synchronized void serve(OpenSslSessionContext sessions) {
    users.add(sessions);
    sessions.setTicketKeys(array());
  }

  synchronized void rotate() {
    keys.addFirst(fresh());
    while (keys.size() > KEPT) {
      keys.removeLast();
    }
    users.forEach(sessions -> sessions.setTicketKeys(array()));
  }

  private OpenSslSessionTicketKey[] array() {
    return keys.toArray(OpenSslSessionTicketKey[]::new);
  }

  private OpenSslSessionTicketKey fresh() {
    return new OpenSslSessionTicketKey(
        bytes(OpenSslSessionTicketKey.NAME_SIZE),
        bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
