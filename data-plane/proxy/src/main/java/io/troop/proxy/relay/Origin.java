package io.troop.proxy.relay;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a connection leads and how it is secured: connections with equal origins are
/// interchangeable. *Immutable.*
///
/// @param address resolved
/// @param tls null for a connection in the clear
public record Origin(InetSocketAddress address, @Nullable Tls tls) {

  /// How a connection is secured.
  ///
  /// @param context compared by identity
  /// @param serverName the name sent in the handshake; empty for none
  /// @param verifiesName whether the peer's certificate must be for that name
  public record Tls(SslContext context, String serverName, boolean verifiesName) {}
}
