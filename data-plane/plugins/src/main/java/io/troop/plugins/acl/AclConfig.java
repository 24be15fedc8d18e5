package io.troop.plugins.acl;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `acl`. *Immutable.*
@Applies(toConsumers = false)
record AclConfig(
    @Doc("The groups that are let in; this or deny.") @Nullable List<String> allow,
    @Doc("The groups that are refused; this or allow.") @Nullable List<String> deny,
    @Doc("Whether the upstream is not told the groups.") @Required @Default("false")
        boolean hideGroupsHeader,
    @Doc("Whether groups told by an authentication plugin count even for a consumer.")
        @Required
        @Default("false")
        @Since("3.8.0")
        boolean alwaysUseAuthenticatedGroups,
    @Doc("Whether the consumer groups that a consumer is in count, too, by their names.")
        @Default("false")
        @Since("3.9.0")
        boolean includeConsumerGroups) {

  static final List<Check> PLUGIN_CHECKS =
      List.of(
          Check.onlyOneOf("config.allow", "config.deny"),
          Check.atLeastOneOf("config.allow", "config.deny"));

  boolean denies() {
    return deny != null && !deny.isEmpty();
  }
}
