package io.troop.proxy.balance;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// An address that one attempt is made at. *Confined to the exchange's event loop.*
///
/// Tell it how the attempt ends, by exactly one of [#refused], [#timedOut], [#answered] and
/// [#released]: health checks, least-connections and latency balancing learn from it.
public abstract non-sealed class Peer implements TargetPicker.Choice {
  private final InetSocketAddress address;
  private final String host;
  private final @Nullable String hostHeader;

  /// @param address where to connect; resolved
  /// @param host the target's name: the TLS server name, and `Host` unless the route or the
  ///   upstream says otherwise
  /// @param hostHeader the `Host` to send as the upstream is configured (with port); null for the
  ///   service's own
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
