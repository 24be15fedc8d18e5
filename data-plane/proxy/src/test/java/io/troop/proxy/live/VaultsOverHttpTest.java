package io.troop.proxy.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.troop.proxy.callout.PooledHttpCaller;
import io.troop.proxy.vault.SecretCache;
import io.troop.proxy.vault.SecretSources;
import io.troop.state.EntityKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// References to a HashiCorp Vault that is set up in the node's environment, over real connections:
/// a server with both versions of the key-value engine, which wants a token.
class VaultsOverHttpTest {
  private static final EntityKey PLUGIN = new EntityKey("plugins", new UUID(0, 1));
  private static final String FIRST = "{vault://hcv/db/password}";
  private static final String SECOND = "{vault://hcv/db/password?kv=v2}";

  private final PooledHttpCaller http = new PooledHttpCaller(null);
  private final AtomicInteger asked = new AtomicInteger();
  private final Set<EntityKey> told = ConcurrentHashMap.newKeySet();
  private volatile String password = "one";
  private volatile boolean away;
  private volatile Instant now = Instant.ofEpochSecond(1_000);
  private HttpServer server;
  private SecretCache cache;
  private VaultReferences references;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/secret/db", exchange -> serve(exchange, "{\"data\":{\"password\":\"%s\"}}"));
    server.createContext(
        "/v1/secret/data/db",
        exchange -> serve(exchange, "{\"data\":{\"data\":{\"password\":\"%s of v2\"}}}"));
    server.start();
    Map<String, String> environment = new HashMap<>();
    environment.put("KONG_VAULT_HCV_PROTOCOL", "http");
    environment.put("KONG_VAULT_HCV_HOST", "127.0.0.1");
    environment.put("KONG_VAULT_HCV_PORT", Integer.toString(server.getAddress().getPort()));
    environment.put("KONG_VAULT_HCV_TOKEN", "s.token");
    environment.put("KONG_VAULT_HCV_TTL", "60");
    environment.put("KONG_VAULT_HCV_NEG_TTL", "5");
    cache = new SecretCache(() -> now);
    cache.onChange(told::addAll);
    references =
        new VaultReferences(environment, new SecretSources(http, () -> now, environment), cache);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  private void serve(HttpExchange exchange, String form) throws IOException {
    asked.incrementAndGet();
    boolean known = "s.token".equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
    int status = away ? 503 : known ? 200 : 403;
    byte[] answer = (status == 200 ? form.formatted(password) : "{\"errors\":[]}").getBytes(UTF_8);
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s within 30 s", what).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void bothVersionsOfTheKeyValueEngineAreRead() {
    assertThat(references.resolve(FIRST, PLUGIN)).isEqualTo("one");
    assertThat(references.resolve(SECOND, PLUGIN)).isEqualTo("one of v2");
    assertThat(references.resolve(FIRST, PLUGIN)).isEqualTo("one");
    assertThat(asked).as("each is asked for once").hasValue(2);
  }

  @Test
  void aSecretIsReadAnewWhenItsTimeIsOver() throws Exception {
    references.resolve(FIRST, PLUGIN);
    password = "two";
    now = now.plusSeconds(61);
    cache.refresh();

    await("the new secret", () -> references.resolve(FIRST, PLUGIN).equals("two"));
    await("who uses it hears of it", () -> told.contains(PLUGIN));
  }

  @Test
  void aSecretStaysWhileItsVaultIsAway() throws Exception {
    references.resolve(FIRST, PLUGIN);
    away = true;
    for (int i = 2; i < 5; i++) {
      int tries = i;
      await(
          "try " + i,
          () -> {
            now = now.plusSeconds(61);
            cache.refresh();
            return asked.get() >= tries;
          });
      assertThat(references.resolve(FIRST, PLUGIN)).isEqualTo("one");
    }

    away = false;
    password = "two";
    await(
        "the new secret",
        () -> {
          now = now.plusSeconds(61);
          cache.refresh();
          return references.resolve(FIRST, PLUGIN).equals("two");
        });
  }
}
