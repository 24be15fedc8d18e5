package io.troop.proxy.relay;

import io.netty.buffer.ByteBuf;

/// Carries one exchange to an upstream: a connection over HTTP/1.1, or a stream of one over HTTP/2.
/// The head of the request is written in the way of the protocol; the rest is alike. *Confined to
/// one event loop.*
public sealed interface UpstreamCarrier permits UpstreamConnection, Http2Stream {

  /// Begins an exchange; the request is written next.
  ///
  /// @param toHead whether the request is a HEAD, whose answer has no body
  /// @param now the ticks now
  void begin(
      AnswerSink sink, boolean toHead, long now, long writeTimeoutNanos, long readTimeoutNanos);

  /// Writes bytes of the request; [#flush] sends them.
  void write(ByteBuf bytes);

  void flush();

  /// The request has been written to its end: from now on the answer is waited for.
  void requestSent(long now);

  /// Part of the request was written.
  void touched(long now);

  boolean isWritable();

  /// Stops or goes on reading, as the client's side keeps up.
  void reading(boolean on);

  /// Gives up the exchange; the sink hears nothing more.
  void abort();
}
