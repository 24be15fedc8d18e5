package io.troop.proxy.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.troop.plugin.tools.Redis;
import io.troop.plugin.tools.RedisConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// One connection per distinct configuration: Redis answers in order, so all event loops share it.
/// *Thread-safe.*
public final class RedisPools implements AutoCloseable {
  private final @Nullable TrustManagerFactory trusted;
  private final ClientResources resources =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  private final Map<RedisConfig, LettuceRedis> servers = new ConcurrentHashMap<>();

  /// @param trusted whom to trust in TLS; null for the authorities the Java platform trusts
  public RedisPools(@Nullable TrustManagerFactory trusted) {
    this.trusted = trusted;
  }

  /// The server of this configuration; nothing is connected before the first command.
  public Redis of(RedisConfig config) {
    return servers.computeIfAbsent(config, this::open);
  }

  private LettuceRedis open(RedisConfig config) {
    Duration timeout = Duration.ofMillis(config.timeout());
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(config.host() == null ? "127.0.0.1" : config.host())
            .withPort(config.port())
            .withDatabase(config.database())
            .withTimeout(timeout)
            .withSsl(config.ssl())
            .withVerifyPeer(config.sslVerify() ? SslVerifyMode.FULL : SslVerifyMode.NONE);
    if (config.username() != null && config.password() != null) {
      uri.withAuthentication(config.username(), config.password().toCharArray());
    } else if (config.password() != null && !config.password().isEmpty()) {
      uri.withPassword(config.password().toCharArray());
    }
    RedisClient client = RedisClient.create(resources);
    client.setOptions(options(timeout));
    return new LettuceRedis(client, uri.build());
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
    servers.values().forEach(LettuceRedis::close);
    resources.shutdown(0, 1, java.util.concurrent.TimeUnit.SECONDS);
  }
}
