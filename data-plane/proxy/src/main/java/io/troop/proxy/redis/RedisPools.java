package io.troop.proxy.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.troop.plugin.tools.Redis;
import io.troop.plugin.tools.RedisConfig;
import io.troop.plugin.tools.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// One connection per distinct configuration (and server of a cluster): Redis answers in order, so
/// all event loops share it. *Thread-safe.*
public final class RedisPools implements AutoCloseable {
  private final @Nullable TrustManagerFactory trusted;
  private final ClientResources resources =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  private final Map<RedisServers, LettuceRedis> known = new ConcurrentHashMap<>();

  /// @param trusted whom to trust in TLS; null for the authorities the Java platform trusts
  public RedisPools(@Nullable TrustManagerFactory trusted) {
    this.trusted = trusted;
  }

  /// The server of this configuration; nothing is connected before the first command.
  public Redis of(RedisConfig config) {
    return of(RedisServers.of(config));
  }

  /// The servers of this configuration; nothing is connected before the first command.
  public Redis of(RedisServers servers) {
    return known.computeIfAbsent(servers, this::open);
  }

  private LettuceRedis open(RedisServers servers) {
    Duration timeout = Duration.ofMillis(servers.server().timeout());
    if (!servers.cluster().isEmpty()) {
      return cluster(servers, timeout);
    }
    RedisClient client = RedisClient.create(resources);
    client.setOptions(options(timeout));
    RedisURI uri = uri(servers);
    return new LettuceRedis(
        () ->
            client.connectAsync(StringCodec.UTF8, uri).thenApply(StatefulRedisConnection::reactive),
        () -> client.shutdown(0, 1, TimeUnit.SECONDS));
  }

  private LettuceRedis cluster(RedisServers servers, Duration timeout) {
    List<RedisURI> uris =
        servers.cluster().stream()
            .map(node ->
                login(RedisURI.builder(), servers.server(), 0)
                    .withHost(node.host())
                    .withPort(node.port())
                    .build())
            .toList();
    RedisClusterClient client = RedisClusterClient.create(resources, uris);
    client.setOptions(ClusterClientOptions.builder(options(timeout)).build());
    return new LettuceRedis(
        () ->
            client
                .refreshPartitionsAsync() // A client connects to members that it knows only.
                .thenCompose(_ -> client.connectAsync(StringCodec.UTF8))
                .thenApply(StatefulRedisClusterConnection::reactive),
        () -> client.shutdown(0, 1, TimeUnit.SECONDS));
  }

  private static RedisURI uri(RedisServers servers) {
    RedisConfig config = servers.server();
    RedisURI.Builder uri = login(RedisURI.builder(), config, config.database());
    RedisServers.Sentinels sentinels = servers.sentinels();
    if (sentinels == null) {
      String host = config.host();
      return uri.withHost(host == null ? "127.0.0.1" : host).withPort(config.port()).build();
    }
    uri.withSentinelMasterId(sentinels.master());
    for (RedisServers.Address address : sentinels.addresses()) {
      RedisURI.Builder sentinel =
          RedisURI.builder().withHost(address.host()).withPort(address.port());
      authenticate(sentinel, sentinels.username(), sentinels.password());
      secure(sentinel, config);
      uri.withSentinel(sentinel.build());
    }
    return uri.build();
  }

  private static RedisURI.Builder login(RedisURI.Builder uri, RedisConfig config, int database) {
    uri.withDatabase(database).withTimeout(Duration.ofMillis(config.timeout()));
    secure(uri, config);
    authenticate(uri, config.username(), config.password());
    return uri;
  }

  private static void secure(RedisURI.Builder uri, RedisConfig config) {
    uri.withSsl(config.ssl())
        .withVerifyPeer(config.sslVerify() ? SslVerifyMode.FULL : SslVerifyMode.NONE);
  }

  private static void authenticate(
      RedisURI.Builder uri, @Nullable String username, @Nullable String password) {
    if (username != null && password != null) {
      uri.withAuthentication(username, password.toCharArray());
    } else if (password != null && !password.isEmpty()) {
      uri.withPassword(password.toCharArray());
    }
  }

  private ClientOptions options(Duration timeout) {
    SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
    if (trusted != null) {
      ssl.trustManager(trusted);
    }
    return ClientOptions.builder()
        // A command that can't be sent now fails now: a request must not wait for a server to
        // return.
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
        .timeoutOptions(TimeoutOptions.enabled(timeout))
        .sslOptions(ssl.build())
        .build();
  }

  @Override
  public void close() {
    known.values().forEach(LettuceRedis::close);
    resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
