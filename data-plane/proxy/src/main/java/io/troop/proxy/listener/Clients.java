package io.troop.proxy.listener;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.troop.plugin.Exchange;
import io.troop.proxy.pipeline.Client;
import io.troop.proxy.pipeline.TrustedAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Says who is at the other end of a connection. *Immutable.*
final class Clients {

  /// The server name a client asked for in its handshake.
  static final AttributeKey<String> SNI = AttributeKey.valueOf(Clients.class, "sni");

  /// The client's address as a proxy in front of us announced it (PROXY protocol).
  static final AttributeKey<InetSocketAddress> ANNOUNCED =
      AttributeKey.valueOf(Clients.class, "announced");

  private static final InetSocketAddress UNKNOWN =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final TrustedAddresses trusted;
  private final Map<Integer, Integer> portMaps;

  /// @param portMaps ports as clients know them by the ports we listen on
  Clients(TrustedAddresses trusted, Map<Integer, Integer> portMaps) {
    this.trusted = trusted;
    this.portMaps = Map.copyOf(portMaps);
  }

  Client of(Channel channel) {
    InetSocketAddress peer = internet(channel.remoteAddress());
    boolean isTrusted = trusted.contains(peer.getAddress());
    InetSocketAddress local = internet(channel.localAddress());
    return new Client(
        peer,
        isTrusted ? channel.attr(ANNOUNCED).get() : null,
        local,
        tls(channel),
        channel.attr(SNI).get(),
        portMaps.getOrDefault(local.getPort(), local.getPort()),
        isTrusted);
  }

  private static Exchange.@Nullable Tls tls(Channel channel) {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      return null;
    }
    SSLEngine engine = handler.engine();
    SSLSession session = engine.getSession();
    boolean asked = engine.getWantClientAuth() || engine.getNeedClientAuth();
    return new Exchange.Tls(
        session.getProtocol(),
        session.getCipherSuite(),
        channel.attr(SNI).get(),
        asked ? certificates(session) : List.of());
  }

  private static List<X509Certificate> certificates(SSLSession session) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        if (certificate instanceof X509Certificate known) {
          certificates.add(known);
        }
      }
    } catch (SSLPeerUnverifiedException _) {
      return List.of(); // The client showed none.
    }
    return List.copyOf(certificates);
  }

  private static InetSocketAddress internet(SocketAddress address) {
    return address instanceof InetSocketAddress internet ? internet : UNKNOWN;
  }
}
