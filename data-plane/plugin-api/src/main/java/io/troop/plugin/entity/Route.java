package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.DESTINATIONS;
import static io.troop.plugin.schema.annotation.Typedef.HEADERS;
import static io.troop.plugin.schema.annotation.Typedef.HOSTS;
import static io.troop.plugin.schema.annotation.Typedef.METHODS;
import static io.troop.plugin.schema.annotation.Typedef.ROUTER_PATHS;
import static io.troop.plugin.schema.annotation.Typedef.SOURCES;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;
import static io.troop.plugin.schema.annotation.Typedef.UTF8_NAME;
import static io.troop.plugin.schema.annotation.Typedef.WILDCARD_HOST;

import io.troop.plugin.schema.annotation.AsSet;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A route: which requests go to which service. *Immutable.* Its rules across fields are in
/// [RouteSchema].
///
/// @param expression only in the expressions flavour; null otherwise
/// @param priority of the expression; 0 in other flavours
public record Route(
    @Is(Typedef.UUID) UUID id,
    @Is(UTF8_NAME) @Doc("The route's name.") @Nullable String name,
    @Doc("The service that requests go to; null for none.") @References("services")
        @Nullable Ref service,
    @Required @Default("[\"http\", \"https\"]") @Doc("The protocols of requests it matches.") @AsSet
        List<@Is(Typedef.PROTOCOL) String> protocols,
    @Is(METHODS) @Nullable List<String> methods,
    @Is(HOSTS) @Nullable List<String> hosts,
    @Is(ROUTER_PATHS) @Nullable List<String> paths,
    @Is(HEADERS) @Nullable Map<String, List<String>> headers,
    @Doc("Server names of TLS connections it matches.") @AsSet
        @Nullable List<@Is(WILDCARD_HOST) String> snis,
    @Is(SOURCES) @Nullable List<Endpoint> sources,
    @Is(DESTINATIONS) @Nullable List<Endpoint> destinations,
    @Doc("The answer to a request that matches but for its protocol.")
        @Required
        @Default("426")
        @OneOf({"426", "301", "302", "307", "308"})
        int httpsRedirectStatusCode,
    @Doc("Among regular expressions that match, the one with the greatest number wins.")
        @Default("0")
        int regexPriority,
    @Doc("Whether the part of the path that matched is left out upstream.")
        @Required
        @Default("true")
        boolean stripPath,
    @Doc("How the paths of service, route and request are put together.")
        @Default("\"v0\"")
        @OneOf({"v0", "v1"})
        String pathHandling,
    @Doc("Whether the upstream gets the request's own Host.") @Required @Default("false")
        boolean preserveHost,
    @Doc("Whether the request's body is read before it is sent on.") @Required @Default("true")
        boolean requestBuffering,
    @Doc("Whether the answer's body is read before it is sent on.") @Required @Default("true")
        boolean responseBuffering,
    @Is(TAGS) @Nullable List<String> tags,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Doc("What requests it matches, as an expression.") @Nullable String expression,
    @Doc("Among expressions that match, the one with the greatest number wins.")
        @Required
        @Default("0")
        @Range(min = 0, max = 70368744177663.0)
        long priority) {

  /// An address (or network in CIDR form) and port of a stream route.
  public record Endpoint(@Nullable String ip, @Nullable Integer port) {}
}
