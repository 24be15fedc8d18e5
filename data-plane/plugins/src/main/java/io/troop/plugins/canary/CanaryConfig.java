package io.troop.plugins.canary;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `canary`. *Immutable.* Times are in seconds.
@Applies(toConsumers = false)
record CanaryConfig(
    @Doc("A header by which clients choose: always or never.") @Is(Typedef.HEADER_NAME)
        @Nullable String canaryByHeaderName,
    @Doc("How long it takes until all requests go to the canary, in seconds.") @Default("3600")
        double duration,
    @Doc("The groups of hash allow and deny.") @Nullable List<String> groups,
    @Doc(
            "What decides about a request: the consumer, the client's address, a header, chance"
                + " (none), or the groups the consumer is in (allow, deny).")
        @Default("\"consumer\"")
        @OneOf({"allow", "consumer", "deny", "header", "ip", "none"})
        String hash,
    @Doc("The header of hash header.") @Is(Typedef.HEADER_NAME) @Nullable String hashHeader,
    @Doc("The share of requests that go to the canary, from 0 to 100.") @Range(min = 0, max = 100)
        @Nullable Double percentage,
    @Doc("When the canary begins to get requests, in seconds since 1970.") @Nullable Double start,
    @Doc("In how many steps the share grows, and into how many parts requests are told.")
        @Default("1000")
        @Range(min = 1, max = 1000000)
        double steps,
    @Doc("Whether the first upstream is used while the canary has no healthy target.")
        @Default("false")
        boolean upstreamFallback,
    @Doc("The canary's host, or the name of an upstream.") @Is(Typedef.HOST)
        @Nullable String upstreamHost,
    @Doc("The canary's port.") @Is(Typedef.PORT) @Nullable Integer upstreamPort,
    @Doc("The canary's path.") @MinLength(1) @Nullable String upstreamUri) {

  static final List<Check> CHECKS =
      List.of(
          Check.atLeastOneOf("upstream_uri", "upstream_host", "upstream_port"),
          Check.custom(
              List.of("hash", "groups", "hash_header", "percentage", "start"),
              CanaryConfig::needed));

  private static @Nullable String needed(Map<String, @Nullable Object> values) {
    Object hash = values.get("hash");
    if (("allow".equals(hash) || "deny".equals(hash))
        && !(values.get("groups") instanceof List<?> list && !list.isEmpty())) {
      return "groups: required with hash " + hash;
    }
    if ("header".equals(hash) && values.get("hash_header") == null) {
      return "hash_header: required with hash header";
    }
    // Nodes that start at different times must agree on when the canary began.
    return "allow".equals(hash)
            || "deny".equals(hash)
            || values.get("percentage") != null
            || values.get("start") != null
        ? null
        : "percentage or start: one of them is required";
  }

  boolean isByGroups() {
    return hash.equals("allow") || hash.equals("deny");
  }
}
