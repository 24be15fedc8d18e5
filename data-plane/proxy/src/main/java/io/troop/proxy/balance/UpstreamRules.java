package io.troop.proxy.balance;

import io.troop.plugin.entity.Target;
import io.troop.plugin.entity.Upstream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upstream with its targets, as balancing needs them. *Immutable.*
///
/// @param hostHeader the `Host` to send, without the target's port; null for the target's name
/// @param usesSrvName whether the name in an SRV record is said in `Host`
/// @param clientCertificate the certificate for connections of services that have none
public record UpstreamRules(
    UUID id,
    String name,
    Ring.Algorithm algorithm,
    HashSource hashOn,
    HashSource hashFallback,
    String cookie,
    String cookiePath,
    HealthRules health,
    @Nullable String hostHeader,
    boolean usesSrvName,
    @Nullable UUID clientCertificate,
    List<TargetRule> targets) {

  /// @param targets oldest first
  /// @throws IllegalArgumentException for what can't be read
  public static UpstreamRules of(Upstream upstream, List<Target> targets) {
    return UpstreamReader.read(upstream, targets);
  }

  /// Where the text to hash comes from.
  ///
  /// @param name of the header, argument or capture; empty for the others
  record HashSource(Kind kind, String name) {
    static final HashSource NONE = new HashSource(Kind.NONE, "");

    enum Kind {
      NONE,
      CONSUMER,
      IP,
      HEADER,
      COOKIE,
      PATH,
      QUERY_ARG,
      URI_CAPTURE
    }
  }

  /// A target.
  ///
  /// @param target as configured, `host:port`
  record TargetRule(UUID id, String target, String host, int port, int weight) {}
}
