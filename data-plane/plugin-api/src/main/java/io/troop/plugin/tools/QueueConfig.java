package io.troop.plugin.tools;

import org.jspecify.annotations.Nullable;

/// How a queue gathers, holds and retries: Kong's `queue` record. *Immutable.* Times are in
/// seconds.
public record QueueConfig(
    int maxBatchSize,
    double maxCoalescingDelay,
    int maxEntries,
    @Nullable Long maxBytes,
    double maxRetryTime,
    double initialRetryDelay,
    double maxRetryDelay,
    int concurrencyLimit) {

  /// A queue whose batches are tried once, for plugins that Kong gives no queue.
  ///
  /// @param batchSize the most entries that are sent together; they are never waited for
  public static QueueConfig untried(int batchSize) {
    return new QueueConfig(batchSize, 0, 10_000, null, -1, 0.01, 60, 1);
  }

  /// With other sizes, for plugins that still take Kong's older settings.
  public QueueConfig with(int batchSize, double coalescingDelay) {
    return new QueueConfig(
        batchSize,
        coalescingDelay,
        maxEntries,
        maxBytes,
        maxRetryTime,
        initialRetryDelay,
        maxRetryDelay,
        concurrencyLimit);
  }
}
