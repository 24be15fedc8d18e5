package io.troop.plugin.tools;

import javax.net.ssl.X509TrustManager;

/// The shared machinery of a node. *Thread-safe.*
public interface Tools {

  /// Calls to HTTP servers other than the request's upstream.
  HttpCaller http();

  /// A new queue; its owner closes it. Most plugins want [BatchQueue#kept] in its place.
  ///
  /// @param name says in logs whose queue it is
  BatchQueue queue(String name, QueueConfig config, BatchSink sink);

  /// A Redis server or cluster; equal configurations share connections, which are made when first
  /// used.
  ///
  /// @param config without references: a caller resolves them
  default Redis redis(RedisConfig config) {
    return redis(RedisServers.of(config));
  }

  /// As [#redis(RedisConfig)], for a cluster or a server that sentinels watch.
  Redis redis(RedisServers servers);

  /// Entities that plugins make while they serve.
  EntityWrites writes();

  /// Closes `part` when the node stops, before connections go and the process ends.
  ///
  /// @return undoes that when it is closed, for a part that ends earlier
  Metrics.Registration atExit(AutoCloseable part);

  /// Whom the node trusts in TLS, for clients that bring their own connections.
  X509TrustManager trust();

  /// What the node's `/metrics` shows.
  Metrics metrics();

  /// What the node writes to its log.
  LogLines logs();

  /// What the node records for traces.
  Tracing tracing();

  /// Calls of the Admin API that reach this node.
  Orders orders();
}
