package io.troop.plugin.tools;

import io.troop.plugin.Host;
import java.util.List;

/// Entries that wait to be sent in batches, in order, off the event loops. *Thread-safe.*
///
/// It holds no more than its configuration allows: a new entry pushes out the oldest, which is
/// logged. A batch that can't be sent is tried again, later and later, until its time is up.
public interface BatchQueue extends AutoCloseable {

  /// Appends an entry. Never blocks and never fails; an entry longer than the whole queue may be is
  /// dropped with a log line.
  void add(byte[] entry);

  /// Takes no more entries and sends those that wait, without waiting for batches to fill. Returns
  /// at once.
  @Override
  void close();

  /// The queue of a plugin with this configuration: shared by instances that are configured the
  /// same, and kept when the configuration of the gateway changes around it.
  static BatchQueue kept(
      Host host, String plugin, Record config, QueueConfig queue, BatchSink sink) {
    return host.keep(
        List.of(plugin, config),
        BatchQueue.class,
        () -> host.tools().queue(plugin + " " + host.pluginId(), queue, sink));
  }
}
