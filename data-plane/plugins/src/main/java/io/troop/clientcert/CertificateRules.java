package io.troop.clientcert;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a plugin's configuration says about certificates. *Immutable.*
///
/// @param authorities the ids of those who are trusted
/// @param allowPartialChain whether one of them that is not a root may end a chain
/// @param lifetime how long a verified certificate counts without being verified again
/// @param revocationLifetime how long an answer about revocation counts
/// @param timeout the longest wait for such an answer
/// @param httpProxy who is asked for `http` addresses; null for nobody
/// @param httpsProxy who is asked for `https` addresses; null for nobody
/// @param consumerBy the fields of consumers that names are looked for in
/// @param defaultConsumer whose certificates nobody is known by; null for none
/// @param skipsLookup whether a trusted certificate is enough
/// @param groupByName whether the group of such a client is the whole distinguished name
public record CertificateRules(
    List<String> authorities,
    boolean allowPartialChain,
    Duration lifetime,
    Mode revocation,
    Duration revocationLifetime,
    Duration timeout,
    @Nullable URI httpProxy,
    @Nullable URI httpsProxy,
    List<String> consumerBy,
    @Nullable String defaultConsumer,
    boolean skipsLookup,
    boolean groupByName) {

  public CertificateRules {
    authorities = List.copyOf(authorities);
    consumerBy = List.copyOf(consumerBy);
  }

  /// What to do about revocation.
  public enum Mode {
    /// Nothing.
    SKIP,
    /// Refuse what is known to be revoked.
    IGNORE_CA_ERROR,
    /// Refuse what is not known to be good.
    STRICT
  }

  /// The address of an HTTP proxy.
  public static @Nullable URI proxy(@Nullable String host, @Nullable Integer port) {
    return host == null || port == null ? null : URI.create("http://" + host + ":" + port);
  }

  @Nullable URI proxyFor(URI address) {
    return "https".equals(address.getScheme()) ? httpsProxy : httpProxy;
  }
}
