package io.troop.control.governance.access;

import io.troop.control.admin.Sender;
import java.security.MessageDigest;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who is signed in. What the cookie says is known to the browser alone; the database holds its
/// digest. *Thread-safe.*
@Component
class Sessions {

  static final String COOKIE = "troop_session";
  static final String CSRF_HEADER = "x-csrf-token";

  /// How exact the time of last use is kept.
  private static final Duration GRAIN = Duration.ofMinutes(1);

  /// So many times it is kept within the time that a session may rest.
  private static final int TIMES = 4;

  private final JdbcClient database;
  private final AccountStore accounts;
  private final Remembered remembered;
  private final AccessSettings settings;
  private final Duration grain;
  private final Secrets secrets;
  private final InstantSource clock;

  Sessions(
      JdbcClient database,
      AccountStore accounts,
      AccessSettings settings,
      Secrets secrets,
      InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.remembered = new Remembered(accounts);
    this.settings = settings;
    Duration part = settings.sessionIdle().dividedBy(TIMES);
    this.grain = part.compareTo(GRAIN) < 0 ? part : GRAIN;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// Begins a session.
  ///
  /// @return what the cookie has to say
  String begin(UUID user) {
    Instant now = clock.instant();
    database
        .sql("delete from access_session where expires_at < ? or seen_at < ?")
        .param(Timestamp.from(now))
        .param(Timestamp.from(now.minus(settings.sessionIdle())))
        .update();
    String token = secrets.fresh();
    database
        .sql("insert into access_session values (?, ?, ?, ?, ?)")
        .param(Secrets.digest(token))
        .param(user)
        .param(Timestamp.from(now))
        .param(Timestamp.from(now))
        .param(Timestamp.from(now.plus(settings.sessionLife())))
        .update();
    return token;
  }

  /// The user of a session; empty when it is over.
  Optional<UUID> user(String token) {
    Instant now = clock.instant();
    byte[] digest = Secrets.digest(token);
    return remembered.user(digest, now, grain, () -> found(digest, now));
  }

  private Optional<Remembered.Found> found(byte[] digest, Instant now) {
    Optional<Remembered.Found> found =
        database
            .sql(
                "select rbac_user, expires_at from access_session"
                    + " where digest = ? and expires_at > ? and seen_at > ?")
            .param(digest)
            .param(Timestamp.from(now))
            .param(Timestamp.from(now.minus(settings.sessionIdle())))
            .query((row, _) ->
                new Remembered.Found(row.getObject(1, UUID.class), row.getTimestamp(2).toInstant()))
            .optional();
    if (found.isPresent()) {
      database
          .sql("update access_session set seen_at = ? where digest = ? and seen_at < ?")
          .param(Timestamp.from(now))
          .param(digest)
          .param(Timestamp.from(now.minus(grain)))
          .update();
    }
    return found;
  }

  /// Ends a session. One that nobody has is no change: who is not signed in makes none.
  void end(String token) {
    byte[] digest = Secrets.digest(token);
    boolean isThere =
        database
            .sql("select exists (select 1 from access_session where digest = ?)")
            .param(digest)
            .query(Boolean.class)
            .single();
    if (isThere) {
      accounts.change(
          () -> database.sql("delete from access_session where digest = ?").param(digest).update());
    }
  }

  /// Ends all sessions of a user.
  void endAll(UUID user) {
    accounts.change(
        () -> database.sql("delete from access_session where rbac_user = ?").param(user).update());
  }

  /// What the request's cookie says.
  static Optional<String> token(Sender sender) {
    return cookie(sender, COOKIE);
  }

  /// What a cookie of the request says.
  static Optional<String> cookie(Sender sender, String name) {
    for (String pair : sender.header("cookie").orElse("").split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
        return Optional.of(pair.substring(equals + 1).strip()).filter(text -> !text.isEmpty());
      }
    }
    return Optional.empty();
  }

  /// What a page has to send with every call that changes something: other pages can make a browser
  /// send the cookie, and can't read this.
  static String csrf(String token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.digest("csrf " + token));
  }

  static boolean isCsrf(String token, String sent) {
    return MessageDigest.isEqual(Secrets.digest(csrf(token)), Secrets.digest(sent));
  }

  String cookie(String token, boolean secure) {
    return cookie(token, settings.sessionLife().toSeconds(), secure);
  }

  static String noCookie(boolean secure) {
    return cookie("", 0, secure);
  }

  private static String cookie(String value, long seconds, boolean secure) {
    return COOKIE
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Strict"
        + (secure ? "; Secure" : "");
  }
}
