package io.troop.proxy.relay;

/// Waits for a connection.
public interface ConnectionTaker {

  /// @param reused whether its connection carried a request before: the upstream may be closing it
  ///   right now
  void connected(UpstreamCarrier connection, boolean reused);

  void notConnected(UpstreamFailure failure, String detail);
}
