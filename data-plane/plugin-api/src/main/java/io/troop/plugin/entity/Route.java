package io.troop.plugin.entity;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A route: which requests go to which service. *Immutable.*
public record Route(
    UUID id,
    @Nullable String name,
    @Nullable Ref service,
    List<String> protocols,
    @Nullable List<String> methods,
    @Nullable List<String> hosts,
    @Nullable List<String> paths,
    @Nullable Map<String, List<String>> headers,
    @Nullable List<String> snis,
    @Nullable List<Endpoint> sources,
    @Nullable List<Endpoint> destinations,
    int httpsRedirectStatusCode,
    int regexPriority,
    boolean stripPath,
    String pathHandling,
    boolean preserveHost,
    boolean requestBuffering,
    boolean responseBuffering,
    @Nullable List<String> tags,
    long createdAt,
    long updatedAt) {

  /// An address (or network in CIDR form) and port of a stream route.
  public record Endpoint(@Nullable String ip, @Nullable Integer port) {}
}
