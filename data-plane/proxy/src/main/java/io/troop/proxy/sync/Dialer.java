package io.troop.proxy.sync;

import io.grpc.ChannelCredentials;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ManagedChannel;
import io.grpc.ProxiedSocketAddress;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.troop.certs.LiveKey;
import io.troop.certs.TrustException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Opens TLS connections to the place that settings name, through a proxy if they name one.
/// *Thread-safe.* The node's key is asked for at each handshake, so a renewed one is shown from the
/// next connection on.
public final class Dialer implements Supplier<ManagedChannel> {

  private final SyncSettings settings;
  private final ChannelCredentials credentials;
  private @Nullable EventLoopGroup proxyThread;

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
    ProxyServer proxy = settings.proxy();
    if (proxy != null) {
      // The proxy looks up the control plane's name: often only it can.
      builder.proxyDetector(target -> through(proxy, target));
      if (proxy.secure()) {
        SslContext tls = proxyTls(proxy);
        builder.eventLoopGroup(proxyThread()).channelFactory(() -> secured(tls, proxy));
      }
    }
    return builder.build();
  }

  private static ProxiedSocketAddress through(ProxyServer proxy, SocketAddress target)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(proxy.host(), proxy.port());
    if (address.isUnresolved()) {
      throw new IOException("proxy_server: the host " + proxy.host() + " can't be resolved");
    }
    return HttpConnectProxiedSocketAddress.newBuilder()
        .setProxyAddress(address)
        .setTargetAddress((InetSocketAddress) target)
        .setUsername(proxy.user())
        .setPassword(proxy.password())
        .build();
  }

  private static SslContext proxyTls(ProxyServer proxy) {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      return proxy.trust() == null
          ? builder.trustManager(InsecureTrustManagerFactory.INSTANCE).build()
          : builder.trustManager(proxy.trust()).build();
    } catch (SSLException problem) {
      throw new TrustException("proxy_server: its TLS can't be set up", problem);
    }
  }

  /// A connection that begins with TLS to the proxy.
  private static Channel secured(SslContext tls, ProxyServer proxy) {
    SSLEngine engine = tls.newEngine(ByteBufAllocator.DEFAULT, proxy.host(), proxy.port());
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(proxy.trust() == null ? "" : "HTTPS");
    engine.setSSLParameters(parameters);
    NioSocketChannel channel = new NioSocketChannel();
    channel.pipeline().addLast(new ProxyTls(new SslHandler(engine)), new ProxyTls.Discretion());
    return channel;
  }

  /// gRPC asks for threads of its user's with sockets of its user's.
  private synchronized EventLoopGroup proxyThread() {
    EventLoopGroup made = proxyThread;
    if (made == null) {
      made =
          new MultiThreadIoEventLoopGroup(
              1, new DefaultThreadFactory("cluster-proxy", true), NioIoHandler.newFactory());
      proxyThread = made;
    }
    return made;
  }
}
