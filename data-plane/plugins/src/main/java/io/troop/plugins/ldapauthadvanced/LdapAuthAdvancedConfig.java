package io.troop.plugins.ldapauthadvanced;

import io.troop.ldap.LdapServer;
import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `ldap-auth-advanced`. *Immutable.*
@Applies(
    toConsumers = false,
    protocols = {"grpc", "grpcs", "http", "https", "ws", "wss"})
record LdapAuthAdvancedConfig(
    @Doc("The host name or address of the LDAP server.") @Required String ldapHost,
    @Doc("The password of `bind_dn`.") @Referenceable @Encrypted @Nullable String ldapPassword,
    @Doc("The port of the LDAP server.") @Default("389") double ldapPort,
    @Doc("The name to search for users as; without it users are directly below `base_dn`.")
        @Referenceable
        @Nullable String bindDn,
    @Doc("Whether the connection is secured by TLS from the start.") @Required @Default("false")
        boolean ldaps,
    @Doc("Whether the connection is secured by StartTLS.") @Required @Default("false")
        boolean startTls,
    @Doc("Whether the server's certificate must be trusted and be its own.")
        @Required
        @Default("false")
        boolean verifyLdapHost,
    @Doc("Below which entry users are.") @Required String baseDn,
    @Doc("The attribute that holds the user's name.") @Required String attribute,
    @Doc("How long a login is remembered, in seconds.") @Required @Default("60") double cacheTtl,
    @Doc("Whether the upstream does not get to see the credential.") @Required @Default("false")
        boolean hideCredentials,
    @Doc("The longest wait for the server, in milliseconds.") @Default("10000") double timeout,
    @Doc("How long an idle connection is kept, in milliseconds.") @Default("60000")
        double keepalive,
    @Doc(
            "The consumer (id or user name) who stands in for a client without a valid credential;"
                + " empty refuses such a client.")
        @MinLength(0)
        @Default("\"\"")
        @Nullable String anonymous,
    @Doc("The scheme in the Authorization header.") @Default("\"ldap\"") String headerType,
    @Doc("Whether users need no consumer; none is then looked for.") @Default("false")
        boolean consumerOptional,
    @Doc("The fields of consumers that users' names are looked for in.")
        @Default("[\"username\", \"custom_id\"]")
        List<@OneOf({"username", "custom_id"}) String> consumerBy,
    @Doc("Below which entry groups are; `base_dn` if left out.") @Nullable String groupBaseDn,
    @Doc("The attribute that holds a group's name; `attribute` if left out.")
        @Nullable String groupNameAttribute,
    @Doc("The attribute of users that lists their groups, or of groups that lists their members.")
        @Default("\"memberOf\"")
        String groupMemberAttribute,
    @Doc("Whether what the server finds goes to the node's log.") @Default("false")
        boolean logSearchResults,
    @Doc("The groups to be in: one entry must hold; words in an entry must hold together.")
        @Nullable List<String> groupsRequired,
    @Doc("The realm that WWW-Authenticate names.") @Nullable String realm) {

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
        ldapHost,
        (int) ldapPort,
        ldaps,
        startTls,
        verifyLdapHost,
        (long) timeout,
        (long) keepalive);
  }

  Duration lifetime() {
    return Duration.ofMillis((long) (cacheTtl * 1000));
  }

  /// Null for nobody.
  @Nullable String standIn() {
    return anonymous == null || anonymous.isEmpty() ? null : anonymous;
  }

  String groupsBelow() {
    return groupBaseDn == null ? baseDn : groupBaseDn;
  }

  String groupName() {
    return groupNameAttribute == null ? attribute : groupNameAttribute;
  }

  /// Without the password.
  @Override
  public String toString() {
    return "LdapAuthAdvancedConfig[" + ldapHost + "]";
  }
}
