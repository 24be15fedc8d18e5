package io.troop.plugins.session;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.form.FormBody;
import io.troop.session.CookieSeal;
import io.troop.session.Cookies;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Opens the sessions that requests bring, and begins new ones. *Thread-safe.*
final class Sessions {
  /// A use within a minute of the last one is not worth another cookie.
  private static final long USE_STEP = 60;

  private static final Exchange.Slot<Session> OPENED = new Exchange.Slot<>("session");
  private static final Exchange.Slot<Session> CHANGED = new Exchange.Slot<>("changed session");

  private final SessionConfig config;
  private final Host host;
  private final CookieSeal seal;
  private final RandomGenerator random = new SecureRandom();

  /// The credential of a client known by its session.
  private record SessionCredential(String id) {}

  Sessions(SessionConfig config, Host host) {
    this.config = config;
    this.host = host;
    String given = config.secret();
    String secret = given == null ? "" : host.resolve(given);
    // A secret whose vault is away is empty; everybody could open what that seals.
    this.seal = new CookieSeal(secret.isBlank() ? newId() + newId() : secret, random);
  }

  Verdict open(Exchange exchange, @Nullable FormBody body) {
    Session session = opened(exchange);
    if (session == null) {
      return Verdict.PROCEED;
    }
    if (asksForLogout(exchange, body)) {
      return ended();
    }
    Consumer consumer = exchange.entities().get(Consumer.class, session.consumer());
    if (consumer == null) {
      return Verdict.PROCEED;
    }
    exchange.set(OPENED, session);
    Session refreshed = refreshed(session);
    if (!refreshed.equals(session)) {
      exchange.set(CHANGED, refreshed);
    }
    tell(exchange.outbound().headers(), config.requestHeaders(), session, consumer);
    tellGroups(exchange, session.groups());
    Authentication.accept(
        exchange, consumer, session.credential(), new SessionCredential(session.credential()));
    return Verdict.PROCEED;
  }

  private static void tellGroups(Exchange exchange, List<String> groups) {
    if (groups.isEmpty()) {
      exchange.outbound().headers().remove("X-Authenticated-Groups");
    } else {
      exchange.outbound().headers().set("X-Authenticated-Groups", String.join(", ", groups));
      Authentication.groups(exchange, groups);
    }
  }

  /// Begins a session for a client whom another plugin has authenticated.
  void close(Exchange exchange) {
    Exchange.Identity identity = exchange.identity();
    Consumer consumer = identity.consumer();
    if (!identity.isAuthenticated() || consumer == null) {
      return;
    }
    Session opened = exchange.get(OPENED);
    String known = identity.storedId();
    String credential = known == null ? consumer.id().toString() : known;
    boolean same =
        opened != null
            && opened.consumer().equals(consumer.id())
            && opened.credential().equals(credential);
    Session next = same ? exchange.get(CHANGED) : begun(exchange, consumer, credential);
    Headers.Mutable headers = exchange.response().headers();
    Session shown = next == null ? opened : next;
    if (shown != null) {
      tell(headers, config.responseHeaders(), shown, consumer);
    }
    if (next == null) {
      return;
    }
    headers.add("Set-Cookie", cookie(config.cookieName(), sealed(config.cookieName(), next), null));
    if (config.remember()) {
      String name = config.rememberCookieName();
      long age = (long) config.rememberRollingTimeout();
      headers.add("Set-Cookie", cookie(name, sealed(name, next), age));
    }
  }

  private Session begun(Exchange exchange, Consumer consumer, String credential) {
    List<String> told = Authentication.groups(exchange);
    List<String> groups = told == null ? List.of() : told;
    long now = now();
    return new Session(
        newId(), config.audience(), consumer.id(), credential, groups, now, now, now);
  }

  private @Nullable Session opened(Exchange exchange) {
    Session session = session(exchange, config.cookieName());
    if (session != null
        && (isOver(session, config.rollingTimeout(), config.absoluteTimeout())
            || isIdle(session))) {
      session = null;
    }
    if (session == null && config.remember()) {
      session = session(exchange, config.rememberCookieName());
      if (session != null
          && isOver(session, config.rememberRollingTimeout(), config.rememberAbsoluteTimeout())) {
        session = null;
      }
    }
    return session;
  }

  private @Nullable Session session(Exchange exchange, String cookie) {
    for (String line : exchange.request().headers().all("cookie")) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(cookie)) {
          byte[] plain = seal.open(cookie, pair.substring(equals + 1).strip());
          Session session = plain == null ? null : Session.of(plain);
          if (session != null && session.audience().equals(config.audience())) {
            return session;
          }
        }
      }
    }
    return null;
  }

  private boolean isOver(Session session, double rolling, double absolute) {
    return isPast(session.renewedAt(), rolling) || isPast(session.createdAt(), absolute);
  }

  private boolean isIdle(Session session) {
    return isPast(session.usedAt(), config.idlingTimeout());
  }

  /// A timeout of 0 never ends anything.
  private boolean isPast(long moment, double timeout) {
    return timeout > 0 && now() - moment > timeout;
  }

  /// Renewed in the last quarter of its time; told to be in use once in a while.
  private Session refreshed(Session session) {
    long now = now();
    if (config.rollingTimeout() > 0
        && now - session.renewedAt() > config.rollingTimeout() * 3 / 4) {
      return session.renewedAt(now);
    }
    return config.idlingTimeout() > 0 && now - session.usedAt() >= USE_STEP
        ? session.usedAt(now)
        : session;
  }

  private boolean asksForLogout(Exchange exchange, @Nullable FormBody body) {
    if (!config.logoutMethods().contains(exchange.request().method())) {
      return false;
    }
    String argument = config.logoutQueryArg();
    if (argument != null && !exchange.request().queryValues(argument).isEmpty()) {
      return true;
    }
    String field = config.logoutPostArg();
    return body != null && field != null && !body.values(field).isEmpty();
  }

  private Verdict ended() {
    Verdict.Answer answer =
        Verdict.empty(200).with("Set-Cookie", cookie(config.cookieName(), "", 0L));
    return config.remember()
        ? answer.with("Set-Cookie", cookie(config.rememberCookieName(), "", 0L))
        : answer;
  }

  private String sealed(String cookie, Session session) {
    return seal.seal(cookie, session.bytes());
  }

  private String cookie(String name, String value, @Nullable Long age) {
    return new Cookies.Style(
            config.cookiePath(),
            config.cookieDomain(),
            config.cookieSameSite(),
            config.cookieHttpOnly(),
            config.cookieSecure())
        .line(name, value, age, host.clock().instant());
  }

  private void tell(
      Headers.Mutable headers, @Nullable List<String> which, Session session, Consumer consumer) {
    if (which == null) {
      return;
    }
    OptionalLong idle = left(session.usedAt(), config.idlingTimeout());
    OptionalLong rolling = left(session.renewedAt(), config.rollingTimeout());
    OptionalLong absolute = left(session.createdAt(), config.absoluteTimeout());
    for (String what : which) {
      switch (what) {
        case "id" -> headers.set("Session-Id", session.id());
        case "audience" -> headers.set("Session-Audience", session.audience());
        case "subject" -> headers.set("Session-Subject", subject(consumer));
        case "idling-timeout" -> tell(headers, "Session-Idling-Timeout", idle);
        case "rolling-timeout" -> tell(headers, "Session-Rolling-Timeout", rolling);
        case "absolute-timeout" -> tell(headers, "Session-Absolute-Timeout", absolute);
        default ->
            tell(
                headers,
                "Session-Timeout",
                Stream.of(idle, rolling, absolute).flatMapToLong(OptionalLong::stream).min());
      }
    }
  }

  private static void tell(Headers.Mutable headers, String name, OptionalLong seconds) {
    seconds.ifPresent(left -> headers.set(name, Long.toString(left)));
  }

  private static String subject(Consumer consumer) {
    String username = consumer.username();
    String customId = consumer.customId();
    return username != null ? username : customId != null ? customId : consumer.id().toString();
  }

  /// The seconds that are left; empty for a timeout of 0, which never ends anything.
  private OptionalLong left(long moment, double timeout) {
    return timeout == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, moment + (long) timeout - now()));
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
