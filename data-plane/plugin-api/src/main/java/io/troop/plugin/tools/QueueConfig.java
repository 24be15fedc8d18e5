package io.troop.plugin.tools;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Since;
import org.jspecify.annotations.Nullable;

/// How a queue gathers, holds and retries: Kong's `queue` record. *Immutable.* Times are in
/// seconds.
public record QueueConfig(
    @Doc("The most entries that are sent together.") @Default("1") @Range(min = 1, max = 1000000)
        int maxBatchSize,
    @Doc("How long a batch may wait to become full, in seconds.")
        @Default("1")
        @Range(min = 0, max = 3600)
        double maxCoalescingDelay,
    @Doc("The most entries that may wait; more push out the oldest.")
        @Default("10000")
        @Range(min = 1, max = 1000000)
        int maxEntries,
    @Doc("The most bytes that may wait; more push out the oldest.") @Nullable Long maxBytes,
    @Doc("How long a batch that can't be sent is tried again, in seconds; -1 for not at all.")
        @Default("60")
        double maxRetryTime,
    @Doc("How long to wait before the first new try, in seconds; each further wait doubles.")
        @Default("0.01")
        @Range(min = 0.001, max = 1000000)
        double initialRetryDelay,
    @Doc("The longest wait before a new try, in seconds.")
        @Default("60")
        @Range(min = 0.001, max = 1000000)
        double maxRetryDelay,
    @Doc("How many batches may be on their way: 1, or -1 for any number.")
        @Default("1")
        @OneOf({"-1", "1"})
        @Since("3.8.0")
        int concurrencyLimit) {

  /// A queue whose batches are tried once, for plugins that Kong gives no queue.
  ///
  /// @param batchSize the most entries that are sent together; they are never waited for
  public static QueueConfig untried(int batchSize) {
    return new QueueConfig(batchSize, 0, 10_000, null, -1, 0.01, 60, 1);
  }

  /// With the settings that some plugins took before they had a `queue`, where these are given.
  public QueueConfig withOlder(@Nullable Integer batchSize, @Nullable Double coalescingDelay) {
    return new QueueConfig(
        batchSize == null ? maxBatchSize : batchSize,
        coalescingDelay == null ? maxCoalescingDelay : coalescingDelay,
        maxEntries,
        maxBytes,
        maxRetryTime,
        initialRetryDelay,
        maxRetryDelay,
        concurrencyLimit);
  }
}
