package io.troop.proxy.callout;

import io.troop.plugin.tools.HttpCall;

/// Is told of calls that are made where it is in the subscriber's context, under its class.
/// *Thread-safe.*
public interface CallWatch {

  /// A call begins.
  Ending begun(HttpCall call);

  /// The end of a call that was begun. A call that was abandoned has none.
  @FunctionalInterface
  interface Ending {

    /// @param status of the answer; 0 when there was none
    void ended(int status);
  }
}
