package io.troop.plugin.tools;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Redis server, or several that act as one. *Immutable.*
///
/// @param server how to speak to each of them; its host and port count for a single server
/// @param cluster some addresses of a cluster; empty for none
/// @param sentinels who tells where the master is; null for none
public record RedisServers(
    RedisConfig server, List<Address> cluster, @Nullable Sentinels sentinels) {

  public RedisServers {
    cluster = List.copyOf(cluster);
  }

  /// A single server.
  public static RedisServers of(RedisConfig server) {
    return new RedisServers(server, List.of(), null);
  }

  /// What fields of a plugin's configuration name, the nodes of a cluster before sentinels.
  ///
  /// @param server without references, as all that is given here
  public static RedisServers of(
      RedisConfig server,
      @Nullable List<RedisClusterNode> cluster,
      @Nullable List<RedisSentinelNode> sentinels,
      @Nullable String master,
      @Nullable String username,
      @Nullable String password) {
    if (cluster != null) {
      return new RedisServers(
          server, cluster.stream().map(node -> new Address(node.ip(), node.port())).toList(), null);
    }
    if (master == null || sentinels == null) {
      return of(server);
    }
    return new RedisServers(
        server,
        List.of(),
        new Sentinels(
            master,
            sentinels.stream().map(node -> new Address(node.host(), node.port())).toList(),
            username,
            password));
  }

  /// Where a server listens.
  public record Address(String host, int port) {}

  /// Sentinels, and the name they know the master by.
  ///
  /// @param username null for none
  /// @param password for the sentinels themselves; null for none
  public record Sentinels(
      String master,
      List<Address> addresses,
      @Nullable String username,
      @Nullable String password) {

    public Sentinels {
      addresses = List.copyOf(addresses);
    }

    /// Without what must not be shown.
    @Override
    public String toString() {
      return "Sentinels[" + master + ", " + addresses + "]";
    }
  }
}
