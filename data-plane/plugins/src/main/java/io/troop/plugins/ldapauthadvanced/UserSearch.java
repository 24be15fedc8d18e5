package io.troop.plugins.ldapauthadvanced;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.troop.ldap.HeaderLogin;
import io.troop.ldap.LdapDirectory;
import io.troop.plugin.Host;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds users and their groups. *Immutable.*
record UserSearch(LdapAuthAdvancedConfig config, Host host) {
  private static final Logger LOG = LoggerFactory.getLogger(UserSearch.class);

  /// The groups of a user who logs in; nothing for one who may not.
  Optional<List<String>> groups(LDAPConnection connection, HeaderLogin login) throws LDAPException {
    String bindDn = config.bindDn() == null ? null : host.resolve(config.bindDn());
    String name =
        bindDn == null
            ? new RDN(config.attribute(), login.user()) + "," + config.baseDn()
            : found(connection, bindDn, login.user());
    if (name == null || !LdapDirectory.binds(connection, name, login.password())) {
      return Optional.empty();
    }
    if (bindDn != null) {
      bind(connection, bindDn);
    }
    return Optional.of(groups(connection, name));
  }

  /// The name of the one entry that is the user's; null when there is none, or more.
  private @Nullable String found(LDAPConnection connection, String bindDn, String user)
      throws LDAPException {
    bind(connection, bindDn);
    List<SearchResultEntry> entries =
        search(
            connection,
            config.baseDn(),
            SearchScope.SUB,
            Filter.createEqualityFilter(config.attribute(), user),
            SearchRequest.NO_ATTRIBUTES);
    return entries.size() == 1 ? entries.getFirst().getDN() : null;
  }

  private void bind(LDAPConnection connection, String bindDn) throws LDAPException {
    String password = config.ldapPassword() == null ? "" : host.resolve(config.ldapPassword());
    connection.bind(bindDn, password);
  }

  private List<String> groups(LDAPConnection connection, String user) throws LDAPException {
    Set<String> names = new LinkedHashSet<>();
    String member = config.groupMemberAttribute();
    for (SearchResultEntry entry :
        search(
            connection,
            user,
            SearchScope.BASE,
            Filter.createPresenceFilter("objectClass"),
            member)) {
      String[] groups = entry.getAttributeValues(member);
      for (String group : groups == null ? new String[0] : groups) {
        String name = name(group);
        if (name != null) {
          names.add(name);
        }
      }
    }
    for (SearchResultEntry group :
        search(
            connection,
            config.groupsBelow(),
            SearchScope.SUB,
            Filter.createEqualityFilter(member, user),
            config.groupName())) {
      String name = group.getAttributeValue(config.groupName());
      if (name != null) {
        names.add(name);
      }
    }
    return List.copyOf(names);
  }

  /// The name of a group right below where groups are; null for others.
  private @Nullable String name(String group) {
    try {
      DN name = new DN(group);
      RDN own = name.getRDN();
      return own != null
              && name.getParent() != null
              && name.getParent().equals(new DN(config.groupsBelow()))
              && own.hasAttribute(config.groupName())
          ? own.getAttributeValues()[0]
          : null;
    } catch (LDAPException unreadable) {
      return null;
    }
  }

  private List<SearchResultEntry> search(
      LDAPConnection connection,
      String base,
      SearchScope scope,
      Filter filter,
      String... attributes)
      throws LDAPException {
    List<SearchResultEntry> found;
    try {
      found =
          Objects.requireNonNullElse(
              connection.search(base, scope, filter, attributes).getSearchEntries(), List.of());
    } catch (LDAPSearchException problem) {
      if (!Set.of(ResultCode.NO_SUCH_OBJECT, ResultCode.INSUFFICIENT_ACCESS_RIGHTS)
          .contains(problem.getResultCode())) {
        throw problem;
      }
      found = List.of();
    }
    if (config.logSearchResults()) {
      LOG.info("{} below {}: {}", filter, base, found);
    }
    return found;
  }
}
