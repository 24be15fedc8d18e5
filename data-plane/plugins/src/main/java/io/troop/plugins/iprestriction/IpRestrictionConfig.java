package io.troop.plugins.iprestriction;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `ip-restriction`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"http", "https", "tcp", "tls", "grpc", "grpcs"})
record IpRestrictionConfig(
    @Doc("Addresses and networks that are let in; no others are.")
        @Nullable List<@Is(Typedef.IP_OR_CIDR) String> allow,
    @Doc("Addresses and networks that are refused, even if allowed.")
        @Nullable List<@Is(Typedef.IP_OR_CIDR) String> deny,
    @Doc("The status of the refusal; 403 when not given.") @NotRequired @Nullable Double status,
    @Doc("The message of the refusal.") @NotRequired @Nullable String message) {

  static final List<Check> PLUGIN_CHECKS =
      List.of(Check.atLeastOneOf("config.allow", "config.deny"));
}
