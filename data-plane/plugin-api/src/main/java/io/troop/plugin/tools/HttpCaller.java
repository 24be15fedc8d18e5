package io.troop.plugin.tools;

import reactor.core.publisher.Mono;

/// Calls HTTP servers over pooled connections. *Thread-safe; never blocks.*
public interface HttpCaller {

  /// Sends a call and reads the whole answer, whatever its status. Nothing is sent before somebody
  /// subscribes; cancelling abandons the call. Fails with an [java.io.IOException] when there is no
  /// answer in time.
  Mono<HttpReply> call(HttpCall call);
}
