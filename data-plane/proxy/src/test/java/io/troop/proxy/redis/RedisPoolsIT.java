package io.troop.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.tools.Redis;
import io.troop.plugin.tools.RedisConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/// Against a real Redis server.
class RedisPoolsIT {
  private static RedisServer server;
  private static int port;

  private final RedisPools pools = new RedisPools(null);

  @BeforeAll
  static void start() throws Exception {
    port = freePort();
    server = RedisServer.builder().port(port).setting("requirepass secret").build();
    server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @AfterEach
  void close() {
    pools.close();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static RedisConfig config(int at, String password) {
    return new RedisConfig("127.0.0.1", at, 60_000, null, password, 1, false, false, null);
  }

  @Test
  void runsCommandsAndScripts() {
    Redis redis = pools.of(config(port, "secret"));

    assertThat(redis.command("set", List.of("a", "1")).block()).isEqualTo("OK");
    assertThat(redis.command("get", List.of("nothing")).block()).isNull();
    String script = "return {redis.call('incrby', KEYS[1], ARGV[1]), 'x'}";
    assertThat(redis.eval(script, List.of("a"), List.of("4")).block()).isEqualTo(List.of(5L, "x"));
    assertThat(redis.eval(script, List.of("a"), List.of("1")).block()).isEqualTo(List.of(6L, "x"));
  }

  @Test
  void equalConfigurationsShareAConnection() {
    assertThat(pools.of(config(port, "secret"))).isSameAs(pools.of(config(port, "secret")));
  }

  @Test
  void aWrongPasswordFailsTheCommand() {
    Redis redis = pools.of(config(port, "wrong"));

    assertThatThrownBy(() -> redis.command("get", List.of("a")).block()).isNotNull();
  }

  @Test
  void aServerThatIsNotThereFailsTheCommandAndIsTriedAgain() throws Exception {
    int later = freePort();
    Redis redis = pools.of(config(later, null));
    assertThatThrownBy(() -> redis.command("ping", List.of()).block()).isNotNull();

    RedisServer second = RedisServer.builder().port(later).build();
    second.start();
    try {
      assertThat(redis.command("ping", List.of()).block()).isEqualTo("PONG");
    } finally {
      second.stop();
    }
  }
}
