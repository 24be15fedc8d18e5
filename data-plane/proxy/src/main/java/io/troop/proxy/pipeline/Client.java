package io.troop.proxy.pipeline;

import io.netty.util.NetUtil;
import io.troop.plugin.Exchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What is known of a client's connection: the same for all its requests. *Immutable.*
public final class Client {

  private final InetSocketAddress peer;
  private final @Nullable InetSocketAddress announced;
  private final InetSocketAddress local;
  private final Exchange.@Nullable Tls tls;
  private final @Nullable String sni;
  private final int announcedPort;
  private final byte[] peerText;
  private final boolean trusted;

  /// @param peer the client, or the proxy in front of us
  /// @param announced the client as a trusted peer announced it by the PROXY protocol; null when
  ///   none did
  /// @param sni lower case; null without TLS or without a name
  /// @param announcedPort the port as clients know it, which `port_maps` may set
  /// @param trusted whether the peer is one of `trusted_ips`
  public Client(
      InetSocketAddress peer,
      @Nullable InetSocketAddress announced,
      InetSocketAddress local,
      Exchange.@Nullable Tls tls,
      @Nullable String sni,
      int announcedPort,
      boolean trusted) {
    this.peer = peer;
    this.announced = announced;
    this.local = local;
    this.tls = tls;
    this.sni = sni;
    this.announcedPort = announcedPort;
    this.trusted = trusted;
    peerText = NetUtil.toAddressString(peer.getAddress()).getBytes(StandardCharsets.US_ASCII);
  }

  public InetAddress peer() {
    return peer.getAddress();
  }

  public int peerPort() {
    return peer.getPort();
  }

  /// The client as a trusted peer announced it by the PROXY protocol; the peer when none did.
  public InetSocketAddress announced() {
    return announced == null ? peer : announced;
  }

  public InetAddress local() {
    return local.getAddress();
  }

  public boolean isTls() {
    return tls != null;
  }

  /// How the connection is secured; null when it is not.
  public Exchange.@Nullable Tls tls() {
    return tls;
  }

  public @Nullable String sni() {
    return sni;
  }

  public int announcedPort() {
    return announcedPort;
  }

  public boolean isTrusted() {
    return trusted;
  }

  /// The peer's address as text.
  byte[] peerText() {
    return peerText;
  }
}
