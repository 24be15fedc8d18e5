package io.troop.proxy.listener;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.troop.proxy.pipeline.Client;
import io.troop.proxy.pipeline.TrustedAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;

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
    InetSocketAddress announced = channel.attr(ANNOUNCED).get();
    if (announced != null) {
      peer = announced;
    }
    InetSocketAddress local = internet(channel.localAddress());
    return new Client(
        peer,
        local,
        channel.pipeline().get(SslHandler.class) != null,
        channel.attr(SNI).get(),
        portMaps.getOrDefault(local.getPort(), local.getPort()),
        trusted.contains(peer.getAddress()));
  }

  private static InetSocketAddress internet(SocketAddress address) {
    return address instanceof InetSocketAddress internet ? internet : UNKNOWN;
  }
}
