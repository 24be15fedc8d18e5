package io.troop.proxy.pipeline;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.relay.Origin;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How connections to https services are secured. *Thread-safe.*
final class UpstreamTls {

  private volatile @Nullable SslContext unverified;

  /// The rules of the exchange's service for a connection to this peer.
  Origin.Tls of(HttpExchange exchange, Peer peer) {
    SslContext context = unverified;
    if (context == null) {
      try {
        context =
            SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
      } catch (SSLException problem) {
        throw new IllegalStateException("TLS to upstreams can't be set up", problem);
      }
      unverified = context;
    }
    return new Origin.Tls(context, peer.host(), false);
  }
}
