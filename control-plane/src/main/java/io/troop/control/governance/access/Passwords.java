package io.troop.control.governance.access;

import io.troop.plugin.schema.SchemaViolations;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Changes passwords. *Thread-safe.*
@Component
final class Passwords {

  private static final int SHORTEST = 12;
  private static final int LONGEST = 1024;

  private final AccountStore store;
  private final Sessions sessions;
  private final Secrets secrets;
  private final InstantSource clock;

  Passwords(AccountStore store, Sessions sessions, Secrets secrets, InstantSource clock) {
    this.store = store;
    this.sessions = sessions;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// The hash of a password that somebody wants.
  ///
  /// @throws SchemaViolations for one that is too short or too long
  String hash(String wanted) {
    if (wanted.length() < SHORTEST || wanted.length() > LONGEST) {
      throw SchemaViolations.of(
          "password", "length must be between " + SHORTEST + " and " + LONGEST);
    }
    return secrets.hash(wanted);
  }

  /// Gives a user another password, and ends what they are signed in with.
  void change(UUID id, String wanted) {
    String hash = hash(wanted);
    store.change(() -> {
      store.read().user(id).ifPresent(user -> store.put(withPassword(user, hash)));
      sessions.endAll(id);
      return true;
    });
  }

  private User withPassword(User user, String hash) {
    return new User(
        user.id(),
        user.workspace(),
        user.name(),
        user.comment(),
        user.enabled(),
        user.token(),
        user.ident(),
        user.tokenExpiresAt(),
        hash,
        user.roles(),
        user.createdAt(),
        clock.instant());
  }
}
