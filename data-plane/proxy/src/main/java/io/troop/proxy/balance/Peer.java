package io.troop.proxy.balance;

import java.net.InetSocketAddress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An address that one attempt is made at. *Confined to the exchange's event loop.*
///
/// Tell it when an answer comes, by [#answered], and how the attempt ends, by one of [#refused],
/// [#timedOut] and [#released]: health checks, least-connections and latency balancing learn from
/// it. What is said after the end counts for nothing.
public abstract non-sealed class Peer implements TargetPicker.Choice {
  private final InetSocketAddress address;
  private final String host;
  private final @Nullable String hostHeader;

  /// @param address where to connect; resolved
  /// @param host the target's name
  /// @param hostHeader the `Host` to send, with a port where it is not the usual one: the target's
  ///   name or what the upstream says in its place; null for the service's own host
  protected Peer(InetSocketAddress address, String host, @Nullable String hostHeader) {
    this.address = address;
    this.host = host;
    this.hostHeader = hostHeader;
  }

  public InetSocketAddress address() {
    return address;
  }

  public String host() {
    return host;
  }

  public @Nullable String hostHeader() {
    return hostHeader;
  }

  /// The name for the TLS handshake: what `Host` says, without its port.
  public String serverName() {
    return hostHeader == null ? host : hostHeader.replaceFirst("^(\\[.*]|[^:]*):\\d+$", "$1");
  }

  /// The id of the certificate to show a target that asks for one, where the service names none;
  /// null for none.
  public @Nullable UUID clientCertificate() {
    return null;
  }

  /// A cookie to set on the answer, for hashing on a cookie the client lacked; null for none.
  public @Nullable String setCookie() {
    return null;
  }

  /// The connection was refused, reset, or broke before an answer.
  public abstract void refused();

  /// Connecting, sending or waiting took longer than the service allows.
  public abstract void timedOut();

  /// The head of an answer has come.
  ///
  /// @param nanos since the request was sent
  public abstract void answered(int status, long nanos);

  /// The exchange has ended, or was given up for a reason that says nothing about the target.
  public abstract void released();
}
