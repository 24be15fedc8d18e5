package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.COOKIE_NAME;
import static io.troop.plugin.schema.annotation.Typedef.HEADER_NAME;
import static io.troop.plugin.schema.annotation.Typedef.HOST_WITH_OPTIONAL_PORT;
import static io.troop.plugin.schema.annotation.Typedef.PATH;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Shorthand;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upstream: a name for several targets, and how requests are spread over them. *Immutable.*
public record Upstream(
    @Is(Typedef.UUID) UUID id,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Required
        @Unique
        @CheckedBy(UpstreamName.class)
        @Doc("The host name by which services name the upstream.")
        String name,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Doc("How a target is chosen.")
        @Default("\"round-robin\"")
        @OneOf({"consistent-hashing", "least-connections", "round-robin", "latency"})
        String algorithm,
    @Doc("What consistent hashing looks at.")
        @Default("\"none\"")
        @OneOf({"none", "consumer", "ip", "header", "cookie", "path", "query_arg", "uri_capture"})
        String hashOn,
    @Doc("What it looks at where the first is missing.")
        @Default("\"none\"")
        @OneOf({"none", "consumer", "ip", "header", "cookie", "path", "query_arg", "uri_capture"})
        String hashFallback,
    @Is(HEADER_NAME) @Nullable String hashOnHeader,
    @Is(HEADER_NAME) @Nullable String hashFallbackHeader,
    @Is(COOKIE_NAME) @Doc("The cookie to hash; the gateway sets it where it is missing.")
        @Nullable String hashOnCookie,
    @Is(PATH) @Default("\"/\"") String hashOnCookiePath,
    @Doc("The query argument to hash.") @MinLength(1) @Nullable String hashOnQueryArg,
    @Doc("The query argument to hash where the first is missing.") @MinLength(1)
        @Nullable String hashFallbackQueryArg,
    @Doc("The named group of the route's path to hash.") @MinLength(1)
        @Nullable String hashOnUriCapture,
    @Doc("The named group to hash where the first is missing.") @MinLength(1)
        @Nullable String hashFallbackUriCapture,
    @Doc("The number of places on the ring of consistent hashing.")
        @Default("10000")
        @Range(min = 10, max = 65536)
        int slots,
    @Doc("How targets are found to be healthy or not.") @Default("{}") Healthchecks healthchecks,
    @Is(TAGS) @Nullable List<String> tags,
    @Is(HOST_WITH_OPTIONAL_PORT) @Nullable String hostHeader,
    @Doc("The certificate to show to targets that ask for one.") @References("certificates")
        @Nullable Ref clientCertificate,
    @Doc("Whether names come from SRV records.") @Default("false") @Since("3.1.0")
        boolean useSrvName) {

  static final List<Check> CHECKS = UpstreamRules.CHECKS;
  static final List<Shorthand> SHORTHANDS = UpstreamRules.SHORTHANDS;
}
