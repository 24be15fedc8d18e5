package io.troop.plugins.ldapauth;

import com.unboundid.ldap.sdk.RDN;
import io.troop.ldap.HeaderLogin;
import io.troop.ldap.LdapDirectory;
import io.troop.ldap.LoginCache;
import io.troop.ldap.Unreachable;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the LDAP server about name and password of each request. *Thread-safe.*
final class LdapAuthHandler implements Handler.OnRequestBlocking {
  private static final Logger LOG = LoggerFactory.getLogger(LdapAuthHandler.class);

  private final LdapAuthConfig config;
  private final Kept kept;

  /// What outlives a change of the gateway's configuration.
  private record Kept(LdapDirectory directory, LoginCache<Boolean> known) implements AutoCloseable {
    @Override
    public void close() {
      directory.close();
    }
  }

  LdapAuthHandler(LdapAuthConfig config, Host host) {
    this.config = config;
    this.kept =
        host.keep(
            List.of("ldap-auth", config),
            Kept.class,
            () ->
                new Kept(
                    new LdapDirectory(config.server(), host),
                    new LoginCache<>(host.clock(), config.lifetime())));
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    if (config.anonymous() != null && exchange.identity().isAuthenticated()) {
      return Verdict.PROCEED;
    }
    try {
      for (HeaderLogin login : HeaderLogin.of(exchange.request(), config.headerType())) {
        if (kept.known().get(login, this::isAccepted)) {
          return accepted(exchange, login.user());
        }
      }
    } catch (Unreachable e) {
      LOG.error("{}", e.getMessage());
      return Verdict.error(500, "An unexpected error occurred");
    }
    return config.anonymous() == null
        ? HeaderLogin.refusal(config.headerType(), config.realm())
        : Authentication.standIn(exchange, config.anonymous());
  }

  private boolean isAccepted(HeaderLogin login) throws Unreachable {
    String name = new RDN(config.attribute(), login.user()) + "," + config.baseDn();
    return kept.directory()
        .ask(connection -> LdapDirectory.binds(connection, name, login.password()));
  }

  private Verdict accepted(Exchange exchange, String user) {
    if (config.hideCredentials()) {
      HeaderLogin.hide(exchange);
    }
    Authentication.accept(exchange, null, user, new LdapUser(user));
    return Verdict.PROCEED;
  }

  /// Who logged in, as logs show it.
  record LdapUser(String username) {}
}
