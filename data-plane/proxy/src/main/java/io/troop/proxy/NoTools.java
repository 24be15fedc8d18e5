package io.troop.proxy;

import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.BatchSink;
import io.troop.plugin.tools.HttpCaller;
import io.troop.plugin.tools.Metrics;
import io.troop.plugin.tools.QueueConfig;
import io.troop.plugin.tools.Redis;
import io.troop.plugin.tools.RedisConfig;
import io.troop.plugin.tools.Tools;

/// A node without machinery for plugins: one that asks for some is quarantined. *Immutable.*
final class NoTools implements Tools {

  @Override
  public HttpCaller http() {
    throw missing("HTTP calls");
  }

  @Override
  public BatchQueue queue(String name, QueueConfig config, BatchSink sink) {
    throw missing("queues");
  }

  @Override
  public Redis redis(RedisConfig config) {
    throw missing("Redis");
  }

  @Override
  public Metrics metrics() {
    throw missing("metrics");
  }

  private static IllegalStateException missing(String what) {
    return new IllegalStateException("this node offers plugins no " + what);
  }
}
