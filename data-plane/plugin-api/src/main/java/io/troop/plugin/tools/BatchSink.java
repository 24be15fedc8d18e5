package io.troop.plugin.tools;

import java.util.List;

/// Where a queue's batches go. Called on a virtual thread, one batch at a time unless the queue's
/// concurrency is unlimited; may block.
@FunctionalInterface
public interface BatchSink {

  /// Sends a batch, whole.
  ///
  /// @throws Exception when it was not sent: the queue tries again
  void send(List<byte[]> batch) throws Exception;
}
