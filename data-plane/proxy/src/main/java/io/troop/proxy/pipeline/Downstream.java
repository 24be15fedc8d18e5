package io.troop.proxy.pipeline;

import io.troop.proxy.http.BodySink;
import io.troop.proxy.http.HeaderBlock;

/// The client's side of one exchange. Called on the exchange's event loop only.
///
/// Between [#head] and [#end] the exchange is answered; the implementation adds what frames a
/// message in its protocol, and nothing else.
public interface Downstream extends BodySink {

  /// Length of a body that is not known before its end.
  long UNKNOWN = -1;

  /// The connection.
  Client client();

  LoopResources loop();

  /// Sends the head of the answer. An interim head is not sent this way.
  ///
  /// @param headers without lines that frame the message or concern the connection
  /// @param length bytes of the body, or [#UNKNOWN]
  /// @param bodiless whether no body follows, whatever the length says
  void head(int status, String reason, HeaderBlock headers, long length, boolean bodiless);

  /// Sends headers behind the body, with the end that follows.
  default void trailers(HeaderBlock trailers) {}

  /// Sends what was written so far.
  void flush();

  /// Whether more may be written without piling up. Once it was false, the exchange is told by
  /// [HttpExchange#downstreamWritable] when it is true again.
  boolean isWritable();

  /// Gives the body of the request to the sink, from its first byte: what has arrived at once, the
  /// rest as it comes. Called at most once per exchange.
  void receiveBody(BodySink sink);

  /// Stops or goes on reading the body.
  void bodyReading(boolean on);

  /// Bytes of the request's body received so far, with what frames them.
  long bodyReceived();

  /// Bytes of the answer written so far: heads, body and what frames it.
  ///
  /// @param ending whether to count what [#end] will add
  long sent(boolean ending);

  /// From now on passes bytes in both directions as they are, as the end of an answer with status
  /// 101.
  void tunnel(BodySink toUpstream);

  /// Ends the connection (or the stream) at once, because the answer can't be completed.
  void abort();
}
