package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Sender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds out who sends a request: by the token in its header, or by its session. *Thread-safe.*
///
/// Slow hashes are asked once per token and process; afterwards a keyed digest, known to this
/// process alone, recognises it as long as the account does not change.
@Component
class Identities {

  private static final int MOST_FAILURES = 20;
  private static final Duration CLOSED = Duration.ofMinutes(1);
  private static final int MOST_KNOWN = 10_000;
  private static final String BEARER = "bearer ";

  /// Somebody known.
  ///
  /// @param session what the cookie says; null for somebody with a token
  record Identity(User user, @Nullable String session) {}

  private record Known(UUID user, String hash) {}

  private final AccountStore store;
  private final AccessSettings settings;
  private final Sessions sessions;
  private final Secrets secrets;
  private final AccessTokens tokens;
  private final InstantSource clock;
  private final Attempts attempts;
  private final String key;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  Identities(
      AccountStore store,
      AccessSettings settings,
      Sessions sessions,
      Secrets secrets,
      AccessTokens tokens,
      InstantSource clock) {
    this.tokens = tokens;
    this.store = store;
    this.settings = settings;
    this.sessions = sessions;
    this.secrets = secrets;
    this.clock = clock;
    this.attempts = new Attempts(MOST_FAILURES, CLOSED, clock);
    this.key = secrets.fresh();
  }

  /// Who sends this; empty for somebody without credentials.
  ///
  /// @throws AdminErrors.Refused for credentials that are wrong, or after too many wrong ones
  Optional<Identity> of(Sender sender, String method) {
    Optional<String> token = token(sender);
    if (token.isPresent()) {
      return Optional.of(new Identity(byToken(sender, token.get()), null));
    }
    return Sessions.token(sender).flatMap(session -> bySession(sender, method, session));
  }

  private Optional<String> token(Sender sender) {
    Optional<String> own = sender.header(settings.header()).filter(text -> !text.isEmpty());
    return own.isPresent()
        ? own
        : sender
            .header("authorization")
            .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(text -> text.substring(BEARER.length()).strip());
  }

  private User byToken(Sender sender, String token) {
    if (token.startsWith(AccessTokens.PREFIX)) {
      return byAccessToken(sender, token);
    }
    Accounts accounts = store.accounts();
    String digest = keyed(token);
    Known seen = known.get(digest);
    if (seen != null) {
      Optional<User> user =
          accounts.user(seen.user()).filter(each -> seen.hash().equals(each.token()));
      if (user.isPresent()) {
        return usable(user.get());
      }
      known.remove(digest);
    }
    Duration closed = attempts.closedFor(sender.address());
    if (closed.isPositive()) {
      throw tooMany(closed);
    }
    for (User user : accounts.byIdent().getOrDefault(Secrets.ident(token), List.of())) {
      if (secrets.matches(token, user.token())) {
        User usable = usable(user);
        if (known.size() >= MOST_KNOWN) {
          known.clear();
        }
        known.put(digest, new Known(user.id(), String.valueOf(user.token())));
        return usable;
      }
    }
    attempts.failed(sender.address());
    throw refused();
  }

  /// A token of 256 random bits needs no slow hash, and no copy of it outlives its revocation.
  private User byAccessToken(Sender sender, String token) {
    Optional<User> user = tokens.user(token).flatMap(store.accounts()::user).filter(User::enabled);
    if (user.isEmpty()) {
      Duration closed = attempts.closedFor(sender.address());
      attempts.failed(sender.address());
      throw closed.isPositive() ? tooMany(closed) : refused();
    }
    return user.get();
  }

  private User usable(User user) {
    Instant expires = user.tokenExpiresAt();
    boolean isOver = expires != null && !clock.instant().isBefore(expires);
    if (!user.enabled() || isOver) {
      throw refused();
    }
    return user;
  }

  private Optional<Identity> bySession(Sender sender, String method, String session) {
    Optional<User> user =
        sessions.user(session).flatMap(store.accounts()::user).filter(User::enabled);
    // A cookie that is sent from elsewhere counts for nothing: a browser adds it by itself.
    if (user.isEmpty() || !Origins.isOurs(sender, settings.guiUrls())) {
      return Optional.empty();
    }
    boolean changes = Action.of(method) != Action.READ;
    if (changes && !Sessions.isCsrf(session, sender.header(Sessions.CSRF_HEADER).orElse(""))) {
      throw new AdminErrors.Refused(
          Answer.message(
              403,
              "the header X-CSRF-Token is missing or wrong (expected: what"
                  + " /auth/me tells as csrf)"));
    }
    return Optional.of(new Identity(user.get(), session));
  }

  /// The key is always as long, and nobody sees the digest: no need of an HMAC, which takes longer.
  private String keyed(String token) {
    return HexFormat.of().formatHex(Secrets.digest(key + token));
  }

  static AdminErrors.Refused refused() {
    return new AdminErrors.Refused(Answer.message(401, "Invalid RBAC credentials"));
  }

  static AdminErrors.Refused tooMany(Duration closed) {
    return new AdminErrors.Refused(
        Answer.message(429, "too many failed attempts; try again later")
            .with("Retry-After", String.valueOf(Math.max(1, closed.toSeconds()))));
  }
}
