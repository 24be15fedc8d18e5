package io.troop.plugins.ldapauth;

import io.troop.ldap.LdapServer;
import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `ldap-auth`. *Immutable.*
@Applies(toConsumers = false)
record LdapAuthConfig(
    @Doc("The host name or address of the LDAP server.") @Is(Typedef.HOST) @Required
        String ldapHost,
    @Doc("The port of the LDAP server.") @Is(Typedef.PORT) @Default("389") @Required int ldapPort,
    @Doc("Whether the connection is secured by TLS from the start.") @Default("false") @Required
        boolean ldaps,
    @Doc("Whether the connection is secured by StartTLS.") @Default("false") @Required
        boolean startTls,
    @Doc("Whether the server's certificate must be trusted and be its own.")
        @Default("false")
        @Required
        boolean verifyLdapHost,
    @Doc("Below which entry users are.") @Required String baseDn,
    @Doc("The attribute that holds the user's name.") @Required String attribute,
    @Doc("How long a login is remembered, in seconds.") @Default("60") @Required double cacheTtl,
    @Doc("Whether the upstream does not get to see the credential.") @Default("false") @Required
        boolean hideCredentials,
    @Doc("The longest wait for the server, in milliseconds.") @Default("10000") double timeout,
    @Doc("How long an idle connection is kept, in milliseconds.") @Default("60000")
        double keepalive,
    @Doc(
            "The consumer (id or user name) who stands in for a client without a valid credential;"
                + " null refuses such a client.")
        @Nullable String anonymous,
    @Doc("The scheme in the Authorization header.") @Default("\"ldap\"") String headerType,
    @Doc("The realm that WWW-Authenticate names.") @Since("3.8.0") @NotRequired
        @Nullable String realm) {

  static final List<Check> CHECKS =
      List.of(
          new Check.Conditional(
              "ldaps",
              Match.eq(true),
              "start_tls",
              Match.eq(false),
              "'ldaps' and 'start_tls' cannot be enabled simultaneously"));

  LdapServer server() {
    return new LdapServer(
        ldapHost, ldapPort, ldaps, startTls, verifyLdapHost, (long) timeout, (long) keepalive);
  }

  Duration lifetime() {
    return Duration.ofMillis((long) (cacheTtl * 1000));
  }
}
