package io.troop.plugins.ldapauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Exchange.Identity;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the LDAP server about name and password of each request. *Thread-safe.*
final class LdapAuthHandler implements Handler.OnRequestBlocking {
  private static final Logger LOG = LoggerFactory.getLogger(LdapAuthHandler.class);

  private final LdapAuthConfig config;
  private final LdapLogins logins;

  LdapAuthHandler(LdapAuthConfig config, Host host) {
    this.config = config;
    this.logins =
        host.keep(
            java.util.List.of("ldap-auth", config),
            LdapLogins.class,
            () -> new LdapLogins(config, host));
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    if (config.anonymous() != null && exchange.identity().isAuthenticated()) {
      return Verdict.PROCEED;
    }
    String user;
    try {
      user = user(exchange);
    } catch (LdapLogins.Unreachable e) {
      LOG.error("{}", e.getMessage());
      return Verdict.error(500, "An unexpected error occurred");
    }
    if (user == null) {
      return config.anonymous() == null ? refused() : standIn(exchange, config.anonymous());
    }
    if (config.hideCredentials()) {
      exchange.outbound().headers().remove("authorization");
      exchange.outbound().headers().remove("proxy-authorization");
    }
    exchange.identify(new Identity(null, user, new LdapUser(user), false));
    return Verdict.PROCEED;
  }

  /// The user whom one of the two headers names with the right password; null for none.
  private @Nullable String user(Exchange exchange) throws LdapLogins.Unreachable {
    for (String header : new String[] {"proxy-authorization", "authorization"}) {
      Login login = login(exchange.request().headers().get(header));
      if (login != null && logins.accepts(login.user(), login.password())) {
        return login.user();
      }
    }
    return null;
  }

  private @Nullable Login login(@Nullable String header) {
    String type = config.headerType().toLowerCase(Locale.ROOT);
    String value = header == null ? "" : header.strip();
    if (!value.toLowerCase(Locale.ROOT).startsWith(type + " ")) {
      return null;
    }
    String decoded;
    try {
      decoded =
          new String(Base64.getDecoder().decode(value.substring(type.length()).strip()), UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
    int colon = decoded.indexOf(':');
    // An empty password would be an anonymous bind, which servers accept for any name.
    return colon < 0 || colon == decoded.length() - 1
        ? null
        : new Login(decoded.substring(0, colon), decoded.substring(colon + 1));
  }

  private Verdict refused() {
    String scheme = config.headerType().equals("ldap") ? "LDAP" : config.headerType();
    return Verdict.error(401, "Unauthorized")
        .with(
            "WWW-Authenticate",
            config.realm() == null ? scheme : scheme + " realm=\"" + config.realm() + "\"");
  }

  private static Verdict standIn(Exchange exchange, String anonymous) {
    Consumer consumer = consumer(exchange, anonymous);
    if (consumer == null) {
      LOG.error("anonymous consumer {} is configured but doesn't exist", anonymous);
      return Verdict.error(
          500, "anonymous consumer " + anonymous + " is configured but doesn't exist");
    }
    exchange.identify(new Identity(consumer, null, null, true));
    return Verdict.PROCEED;
  }

  private static @Nullable Consumer consumer(Exchange exchange, String idOrName) {
    try {
      Consumer byId = exchange.entities().get(Consumer.class, UUID.fromString(idOrName));
      if (byId != null) {
        return byId;
      }
    } catch (IllegalArgumentException aName) {
      return exchange.entities().find(Consumer.class, "username", idOrName);
    }
    return exchange.entities().find(Consumer.class, "username", idOrName);
  }

  /// Who logged in, as logs show it.
  record LdapUser(String username) {}

  private record Login(String user, String password) {}
}
