package io.troop.proxy.sync;

import io.grpc.ChannelCredentials;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.troop.certs.LiveKey;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Opens TLS connections to the place that settings name. *Thread-safe.* The node's key is asked
/// for at each handshake, so a renewed one is shown from the next connection on.
public final class Dialer implements Supplier<ManagedChannel> {

  private final SyncSettings settings;
  private final ChannelCredentials credentials;

  public Dialer(SyncSettings settings, Credentials own) {
    this.settings = settings;
    this.credentials =
        TlsChannelCredentials.newBuilder()
            .keyManager(new LiveKey(own::current))
            .trustManager(own.trust())
            .build();
  }

  @Override
  public ManagedChannel get() {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(
                settings.address().host(), settings.address().port(), credentials)
            .keepAliveTime(20, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            // Parts are small; a message larger than this is not of our control plane.
            .maxInboundMessageSize(1024 * 1024);
    if (settings.serverName() != null) {
      builder.overrideAuthority(settings.serverName());
    }
    InetSocketAddress proxy = settings.proxy();
    if (proxy != null) {
      builder.proxyDetector(target ->
          HttpConnectProxiedSocketAddress.newBuilder()
              .setProxyAddress(new InetSocketAddress(proxy.getHostString(), proxy.getPort()))
              .setTargetAddress((InetSocketAddress) target)
              .build());
    }
    return builder.build();
  }
}
