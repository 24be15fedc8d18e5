package io.troop.plugin.tools;

import java.util.List;
import reactor.core.publisher.Mono;

/// A Redis server or cluster over shared connections. *Thread-safe; never blocks.*
///
/// Every result fails with an exception when the server can't be reached in the configured time or
/// refuses the command. Answers are `Long`, `String`, `List` of these; nil is an empty result.
public interface Redis {

  /// Runs one command.
  Mono<Object> command(String name, List<String> arguments);

  /// Runs a Lua script on the server, where it stays cached.
  Mono<Object> eval(String script, List<String> keys, List<String> arguments);
}
