package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.session.CookieSeal;
import io.troop.session.Cookies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Sessions, in cookies or in Redis: opened, begun, kept up and ended. *Thread-safe.*
///
/// Browsers take no more than 4096 bytes for a cookie, so a long session is cut into several:
/// `session`, `session_2`, and so on. With Redis the cookie holds the session's id. What is in a
/// cookie or in Redis is encrypted.
final class Sessions {
  private static final int LONGEST_PART = 3800;
  private static final int MOST_PARTS = 9;

  /// A use within a minute of the last one is not worth another cookie.
  private static final long USE_STEP = 60;

  private final SessionFields config;
  private final Host host;
  private final CookieSeal seal;
  private final RandomGenerator random;
  private final @Nullable SessionStore store;

  Sessions(SessionFields config, Host host, CookieSeal seal, RandomGenerator random) {
    this.config = config;
    this.host = host;
    this.seal = seal;
    this.random = random;
    this.store = config.sessionStorage().equals("redis") ? SessionStore.of(config, host) : null;
  }

  /// The session that a request brings; nothing for none, or for one whose time is over.
  Mono<Session> find(Exchange.Request request) {
    byte[] plain = cookie(request);
    if (plain == null) {
      return Mono.empty();
    }
    if (store == null) {
      return Mono.justOrEmpty(session(plain));
    }
    String id = new String(plain, UTF_8);
    return store.get(id).mapNotNull(sealed -> session(seal.open(inStore(id), sealed)));
  }

  private @Nullable Session session(byte @Nullable [] plain) {
    Session session = plain == null ? null : Session.of(plain);
    return session == null
            || !session.audience().equals(config.sessionAudience())
            || isOver(session)
        ? null
        : session;
  }

  /// What a session in Redis is sealed for, so that it does not open under another's id.
  private String inStore(String id) {
    return config.sessionCookieName() + " " + id;
  }

  private byte @Nullable [] cookie(Exchange.Request request) {
    String name = config.sessionCookieName();
    StringBuilder sealed = new StringBuilder();
    for (int part = 1; part <= MOST_PARTS; part++) {
      String value = Cookies.value(request.headers(), part == 1 ? name : name + "_" + part);
      if (value == null) {
        break;
      }
      sealed.append(value);
    }
    return sealed.isEmpty() ? null : seal.open(name, sealed.toString());
  }

  /// Keeps a session where it is not all in the cookie.
  Mono<Void> store(Session session) {
    String id = session.id();
    return store == null
        ? Mono.empty()
        : store.put(id, seal.seal(inStore(id), session.bytes()), lifetime(session));
  }

  /// Forgets a session where it is not all in the cookie.
  Mono<Void> forget(Session session) {
    return store == null ? Mono.empty() : store.remove(session.id());
  }

  /// How long a session can last if nobody uses it; zero for ever.
  private Duration lifetime(Session session) {
    return Stream.of(
            left(session.createdAt(), absolute()),
            left(session.renewedAt(), rolling()),
            config.sessionRemember() ? 0L : left(session.usedAt(), config.sessionIdlingTimeout()))
        .filter(seconds -> seconds > 0)
        .min(Long::compare)
        .map(Duration::ofSeconds)
        .orElse(Duration.ZERO);
  }

  Session begin(Tokens tokens, @Nullable String subject) {
    long now = now();
    return new Session(newId(), config.sessionAudience(), subject, tokens, now, now, now);
  }

  /// The session as it is to be kept from now on: renewed in the last quarter of its time, and told
  /// to be in use once in a while.
  Session refreshed(Session session) {
    long now = now();
    if (rolling() > 0 && now - session.renewedAt() > rolling() * 3 / 4) {
      return session.renewedAt(now);
    }
    return config.sessionIdlingTimeout() > 0 && now - session.usedAt() >= USE_STEP
        ? session.usedAt(now)
        : session;
  }

  /// The cookies that keep a session; those of a longer one before end.
  List<String> cookies(Exchange.Request request, Session session) {
    String name = config.sessionCookieName();
    String sealed = seal.seal(name, store == null ? session.bytes() : session.id().getBytes(UTF_8));
    Long age = config.sessionRemember() ? (long) rolling() : null;
    List<String> lines = new ArrayList<>();
    int part = 1;
    for (int from = 0; from < sealed.length(); from += LONGEST_PART, part++) {
      String piece = sealed.substring(from, Math.min(sealed.length(), from + LONGEST_PART));
      lines.add(
          style(request)
              .line(part == 1 ? name : name + "_" + part, piece, age, host.clock().instant()));
    }
    if (part > MOST_PARTS + 1) {
      throw Refusal.unexpected("the tokens are too long for a session");
    }
    lines.addAll(ends(request, part));
    return lines;
  }

  /// The cookies that end a session.
  List<String> ends(Exchange.Request request) {
    return ends(request, 1);
  }

  private List<String> ends(Exchange.Request request, int from) {
    List<String> lines = new ArrayList<>();
    for (int part = from; part <= MOST_PARTS; part++) {
      String name = config.sessionCookieName() + (part == 1 ? "" : "_" + part);
      if (Cookies.value(request.headers(), name) != null) {
        lines.add(style(request).line(name, "", 0L, host.clock().instant()));
      }
    }
    return lines;
  }

  private Cookies.Style style(Exchange.Request request) {
    Boolean secure = config.sessionCookieSecure();
    return new Cookies.Style(
        config.sessionCookiePath(),
        config.sessionCookieDomain(),
        config.sessionCookieSameSite(),
        config.sessionCookieHttpOnly(),
        secure == null ? request.forwardedScheme().equals("https") : secure);
  }

  /// Tells of a session by headers.
  void tell(Headers.Mutable headers, @Nullable List<String> which, Session session) {
    long idle = left(session.usedAt(), config.sessionIdlingTimeout());
    long rolling = left(session.renewedAt(), rolling());
    long absolute = left(session.createdAt(), absolute());
    for (String what : OpenidConnectConfig.list(which)) {
      switch (what) {
        case "id" -> headers.set("Session-Id", session.id());
        case "audience" -> headers.set("Session-Audience", session.audience());
        case "subject" ->
            headers.set("Session-Subject", session.subject() == null ? "" : session.subject());
        case "idling-timeout" -> headers.set("Session-Idling-Timeout", Long.toString(idle));
        case "rolling-timeout" -> headers.set("Session-Rolling-Timeout", Long.toString(rolling));
        case "absolute-timeout" -> headers.set("Session-Absolute-Timeout", Long.toString(absolute));
        default ->
            headers.set(
                "Session-Timeout", Long.toString(Math.min(idle, Math.min(rolling, absolute))));
      }
    }
  }

  private boolean isOver(Session session) {
    return isPast(session.renewedAt(), rolling())
        || isPast(session.createdAt(), absolute())
        || (!config.sessionRemember() && isPast(session.usedAt(), config.sessionIdlingTimeout()));
  }

  private double rolling() {
    return config.sessionRemember()
        ? config.sessionRememberRollingTimeout()
        : config.sessionRollingTimeout();
  }

  private double absolute() {
    return config.sessionRemember()
        ? config.sessionRememberAbsoluteTimeout()
        : config.sessionAbsoluteTimeout();
  }

  /// A timeout of 0 never ends anything.
  private boolean isPast(long moment, double timeout) {
    return timeout > 0 && now() - moment > timeout;
  }

  private long left(long moment, double timeout) {
    return Math.max(0, moment + (long) timeout - now());
  }

  private long now() {
    return host.clock().instant().getEpochSecond();
  }

  private String newId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
