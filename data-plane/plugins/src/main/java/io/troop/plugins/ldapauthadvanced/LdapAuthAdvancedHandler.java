package io.troop.plugins.ldapauthadvanced;

import io.troop.ldap.HeaderLogin;
import io.troop.ldap.LdapDirectory;
import io.troop.ldap.LoginCache;
import io.troop.ldap.Unreachable;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the LDAP server about name and password of each request, and about the user's groups.
/// *Thread-safe.*
final class LdapAuthAdvancedHandler implements Handler.OnRequestBlocking {
  private static final Logger LOG = LoggerFactory.getLogger(LdapAuthAdvancedHandler.class);

  private final LdapAuthAdvancedConfig config;
  private final UserSearch search;
  private final Kept kept;

  /// What outlives a change of the gateway's configuration: connections, and the groups of those
  /// who logged in; nothing for those who could not.
  private record Kept(LdapDirectory directory, LoginCache<Optional<List<String>>> known)
      implements AutoCloseable {
    @Override
    public void close() {
      directory.close();
    }
  }

  LdapAuthAdvancedHandler(LdapAuthAdvancedConfig config, Host host) {
    this.config = config;
    this.search = new UserSearch(config, host);
    this.kept =
        host.keep(
            List.of("ldap-auth-advanced", config),
            Kept.class,
            () ->
                new Kept(
                    new LdapDirectory(config.server(), host),
                    new LoginCache<>(host.clock(), config.lifetime())));
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    String standIn = config.standIn();
    if (standIn != null && exchange.identity().isAuthenticated()) {
      return Verdict.PROCEED;
    }
    Verdict verdict;
    try {
      verdict = checked(exchange);
    } catch (Unreachable e) {
      LOG.error("{}", e.getMessage());
      return Verdict.error(500, "An unexpected error occurred");
    }
    return standIn == null || verdict instanceof Verdict.Proceed
        ? verdict
        : Authentication.standIn(exchange, standIn);
  }

  private Verdict checked(Exchange exchange) throws Unreachable {
    for (HeaderLogin login : HeaderLogin.of(exchange.request(), config.headerType())) {
      Optional<List<String>> groups =
          kept.known()
              .get(
                  login,
                  tried -> kept.directory().ask(connection -> search.groups(connection, tried)));
      if (groups.isPresent()) {
        return accepted(exchange, login.user(), groups.get());
      }
    }
    return HeaderLogin.refusal(config.headerType(), config.realm());
  }

  private Verdict accepted(Exchange exchange, String user, List<String> groups) {
    Consumer consumer = config.consumerOptional() ? null : consumer(exchange, user);
    if (!isMember(groups) || (consumer == null && !config.consumerOptional())) {
      return Verdict.error(403, "Forbidden");
    }
    if (config.hideCredentials()) {
      HeaderLogin.hide(exchange);
    }
    Authentication.accept(exchange, consumer, user, new LdapUser(user));
    Authentication.groups(exchange, groups);
    String all = String.join(", ", groups);
    if (groups.isEmpty() || all.chars().anyMatch(Character::isISOControl)) {
      exchange.outbound().headers().remove("X-Authenticated-Groups");
    } else {
      exchange.outbound().headers().set("X-Authenticated-Groups", all);
    }
    return Verdict.PROCEED;
  }

  private boolean isMember(List<String> groups) {
    List<String> required = config.groupsRequired();
    return required == null
        || required.isEmpty()
        || required.stream()
            .anyMatch(together -> groups.containsAll(List.of(together.strip().split("\\s+"))));
  }

  private @Nullable Consumer consumer(Exchange exchange, String user) {
    for (String field : config.consumerBy()) {
      Consumer found = exchange.entities().find(Consumer.class, field, user);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// Who logged in, as logs show it.
  record LdapUser(String username) {}
}
