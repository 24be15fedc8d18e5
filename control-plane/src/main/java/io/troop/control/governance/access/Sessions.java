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

  private final JdbcClient database;
  private final AccessSettings settings;
  private final Secrets secrets;
  private final InstantSource clock;

  Sessions(JdbcClient database, AccessSettings settings, Secrets secrets, InstantSource clock) {
    this.database = database;
    this.settings = settings;
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
    Optional<UUID> user =
        database
            .sql(
                "select rbac_user from access_session"
                    + " where digest = ? and expires_at > ? and seen_at > ?")
            .param(digest)
            .param(Timestamp.from(now))
            .param(Timestamp.from(now.minus(settings.sessionIdle())))
            .query(UUID.class)
            .optional();
    if (user.isPresent()) {
      database
          .sql("update access_session set seen_at = ? where digest = ? and seen_at < ?")
          .param(Timestamp.from(now))
          .param(digest)
          .param(Timestamp.from(now.minus(GRAIN)))
          .update();
    }
    return user;
  }

  void end(String token) {
    database
        .sql("delete from access_session where digest = ?")
        .param(Secrets.digest(token))
        .update();
  }

  /// Ends all sessions of a user.
  void endAll(UUID user) {
    database.sql("delete from access_session where rbac_user = ?").param(user).update();
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
