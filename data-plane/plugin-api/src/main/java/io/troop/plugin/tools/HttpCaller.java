package io.troop.plugin.tools;

import java.io.IOException;
import reactor.core.publisher.Mono;

/// Calls HTTP servers over pooled connections. *Thread-safe; never blocks.*
public interface HttpCaller {

  /// Sends a call and reads the whole answer, whatever its status. Nothing is sent before somebody
  /// subscribes; cancelling abandons the call. Fails with an [java.io.IOException] when there is no
  /// answer in time.
  Mono<HttpReply> call(HttpCall call);

  /// Sends a call and waits until it is taken: for a queue's sink, not for an event loop.
  ///
  /// @param server says in a failure whose answer it was
  /// @throws IOException when the answer is other than 200 to 299
  default void deliver(HttpCall call, String server) throws IOException {
    HttpReply reply = call(call).block();
    if (reply == null || reply.status() < 200 || reply.status() >= 300) {
      throw new IOException(
          "%s answered %s (expected: 200 to 299)"
              .formatted(server, reply == null ? "nothing" : reply.status()));
    }
  }
}
