package io.troop.control.governance.access;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whose secrets are which, as the database said not long ago: it need not be asked with every
/// request. *Thread-safe.*
///
/// What it said counts as long as no account changed since: whoever takes a secret back makes a
/// change of accounts with it, which this process sees at once and others within a second.
final class Remembered {

  private static final int MOST = 10_000;

  private final AccountStore store;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  Remembered(AccountStore store) {
    this.store = store;
  }

  /// What the database said.
  ///
  /// @param until when it has to be asked again at the latest
  private record Answer(UUID user, long version, Instant from, Instant until) {}

  /// Somebody found in the database.
  ///
  /// @param expiresAt when the secret is over; null for never
  record Found(UUID user, @Nullable Instant expiresAt) {}

  /// Whose secret has this digest.
  ///
  /// @param longest how long an answer of the database counts
  /// @param ask asks the database; empty for a secret of nobody, which is not remembered
  Optional<UUID> user(byte[] digest, Instant now, Duration longest, Supplier<Optional<Found>> ask) {
    String key = HexFormat.of().formatHex(digest);
    // Before the database is asked: what is taken back meanwhile makes a newer version.
    long version = store.accounts().version();
    Answer known = answers.get(key);
    if (known != null
        && known.version() == version
        && now.isBefore(known.until())
        && !now.isBefore(known.from())) {
      return Optional.of(known.user());
    }
    Optional<Found> found = ask.get();
    if (found.isEmpty()) {
      answers.remove(key);
      return Optional.empty();
    }
    if (answers.size() >= MOST) {
      answers.clear();
    }
    Instant end = found.get().expiresAt();
    Instant until = now.plus(longest);
    answers.put(
        key,
        new Answer(
            found.get().user(), version, now, end != null && end.isBefore(until) ? end : until));
    return Optional.of(found.get().user());
  }
}
