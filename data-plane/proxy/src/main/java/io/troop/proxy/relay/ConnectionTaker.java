package io.troop.proxy.relay;

/// Waits for a connection.
public interface ConnectionTaker {

  /// @param reused whether it carried a request before: the upstream may be closing it right now
  void connected(UpstreamConnection connection, boolean reused);

  void notConnected(UpstreamFailure failure, String detail);
}
