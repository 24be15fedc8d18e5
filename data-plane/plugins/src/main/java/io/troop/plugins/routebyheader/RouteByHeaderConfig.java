package io.troop.plugins.routebyheader;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.Required;
import java.util.List;
import java.util.Map;

/// The configuration of `route-by-header`. *Immutable.*
record RouteByHeaderConfig(
    @Doc("The rules, of which the first that matches decides.") @Default("[]") List<Rule> rules) {

  record Rule(
      @Doc("Headers and the values they must have, all of them.") @MinLength(1) @Required
          Map<String, String> condition,
      @Doc("The upstream that matching requests go to.") @Required String upstreamName) {}
}
