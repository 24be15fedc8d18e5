package io.troop.control.governance.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Personal access tokens: a person has any number of them, each with a name of its own, and takes
/// one back without touching the others. A token is known to who made it alone; the database holds
/// its digest. *Thread-safe.*
@Component
class AccessTokens {

  /// What every token begins with, so that people and scanners recognise a lost one.
  static final String PREFIX = "kpat_";

  /// How exact the time of last use is kept.
  private static final Duration GRAIN = Duration.ofMinutes(1);

  private final JdbcClient database;
  private final AccountStore accounts;
  private final Remembered remembered;
  private final Secrets secrets;
  private final InstantSource clock;

  AccessTokens(JdbcClient database, AccountStore accounts, Secrets secrets, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.remembered = new Remembered(accounts);
    this.secrets = secrets;
    this.clock = clock;
  }

  /// A token as it may be shown.
  ///
  /// @param expiresAt null for one that does not expire
  /// @param lastUsedAt null for one that was never used
  record Token(
      UUID id,
      UUID user,
      String name,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt) {}

  /// A new token, with its secret, which is told this once.
  record Issued(Token token, String secret) {}

  /// Issues a token; empty when the user has one of this name.
  Optional<Issued> issue(UUID user, String name, @Nullable Instant expiresAt) {
    String secret = PREFIX + secrets.fresh();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Token token = new Token(UUID.randomUUID(), user, name, now, expiresAt, null);
    try {
      database
          .sql("insert into access_token values (?, ?, ?, ?, ?, ?, null)")
          .param(token.id())
          .param(user)
          .param(name)
          .param(Secrets.digest(secret))
          .param(Timestamp.from(now))
          .param(expiresAt == null ? null : Timestamp.from(expiresAt))
          .update();
    } catch (DuplicateKeyException _) {
      return Optional.empty();
    }
    return Optional.of(new Issued(token, secret));
  }

  /// The tokens of a user, the oldest first.
  List<Token> of(UUID user) {
    return database
        .sql("select * from access_token where rbac_user = ? order by created_at, id")
        .param(user)
        .query((row, _) -> token(row))
        .list();
  }

  /// Takes a token back.
  ///
  /// @return whether it was there
  boolean revoke(UUID user, UUID token) {
    return accounts.change(() ->
        database
                .sql("delete from access_token where id = ? and rbac_user = ?")
                .param(token)
                .param(user)
                .update()
            > 0);
  }

  /// Whose token this is; empty for one that is unknown, taken back or over.
  Optional<UUID> user(String secret) {
    Instant now = clock.instant();
    byte[] digest = Secrets.digest(secret);
    return remembered.user(digest, now, GRAIN, () -> found(digest, now));
  }

  private Optional<Remembered.Found> found(byte[] digest, Instant now) {
    Optional<Remembered.Found> found =
        database
            .sql(
                "select rbac_user, expires_at from access_token"
                    + " where digest = ? and (expires_at is null or expires_at > ?)")
            .param(digest)
            .param(Timestamp.from(now))
            .query((row, _) ->
                new Remembered.Found(row.getObject(1, UUID.class), moment(row, "expires_at")))
            .optional();
    if (found.isPresent()) {
      database
          .sql(
              "update access_token set last_used_at = ?"
                  + " where digest = ? and (last_used_at is null or last_used_at < ?)")
          .param(Timestamp.from(now))
          .param(digest)
          .param(Timestamp.from(now.minus(GRAIN)))
          .update();
    }
    return found;
  }

  private static Token token(ResultSet row) throws SQLException {
    return new Token(
        row.getObject("id", UUID.class),
        row.getObject("rbac_user", UUID.class),
        row.getString("name"),
        row.getTimestamp("created_at").toInstant(),
        moment(row, "expires_at"),
        moment(row, "last_used_at"));
  }

  private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
    Timestamp moment = row.getTimestamp(column);
    return moment == null ? null : moment.toInstant();
  }
}
