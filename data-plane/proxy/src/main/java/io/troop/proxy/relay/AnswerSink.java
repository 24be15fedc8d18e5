package io.troop.proxy.relay;

import io.troop.proxy.http.BodySink;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.ResponseHead;

/// Takes the answer to one request. After [#end] or [#failed] the connection calls no more; both
/// imply [#readComplete].
///
/// Called on the event loop of the connection.
public interface AnswerSink extends BodySink {

  /// The head has come; parts and the end follow.
  void head(ResponseHead head);

  /// Headers behind the body; the end follows.
  default void trailers(HeaderBlock trailers) {}

  /// Nothing more has been read for now: time to flush.
  void readComplete();

  /// The connection takes more again, after it had said it would not.
  void writable();

  /// There will be no (more of an) answer.
  ///
  /// @param detail what exactly, for the log
  void failed(UpstreamFailure failure, String detail);
}
