package io.troop.plugins.ldapauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import io.troop.plugin.Exchange.Identity;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a real LDAP server in memory.
class LdapAuthHandlerTest {
  private final FakeHost host = new FakeHost();
  private InMemoryDirectoryServer server;

  @BeforeEach
  void start() throws Exception {
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
    config.setSchema(null);
    config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("test", 0));
    server = new InMemoryDirectoryServer(config);
    server.startListening();
    server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
    server.add(
        "dn: cn=ann\\, b,dc=example,dc=com",
        "objectClass: person",
        "cn: ann, b",
        "sn: b",
        "userPassword: right");
  }

  @AfterEach
  void stop() {
    server.shutDown(true);
  }

  private Handler.OnRequestBlocking handler(String more) {
    return handler(server.getListenPort(), more);
  }

  private Handler.OnRequestBlocking handler(int port, String more) {
    String config =
        "{\"ldap_host\":\"127.0.0.1\",\"ldap_port\":"
            + port
            + ",\"base_dn\":\"dc=example,dc=com\",\"attribute\":\"cn\""
            + more
            + "}";
    return Plugins.handler(Handler.OnRequestBlocking.class, "ldap-auth", config, host);
  }

  private static FakeExchange with(String password) {
    String credentials = Base64.getEncoder().encodeToString(("ann, b:" + password).getBytes(UTF_8));
    return new FakeExchange().header("Authorization", "LDAP " + credentials);
  }

  @Test
  void letsInWhomTheServerAccepts() throws Exception {
    FakeExchange exchange = with("right");
    exchange.outbound.headers.set("X-Consumer-Username", "claimed");

    Verdict verdict = handler(",\"hide_credentials\":true").onRequest(exchange);

    assertThat(verdict).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.credentialId()).isEqualTo("ann, b");
    assertThat(exchange.identity.isAuthenticated()).isTrue();
    assertThat(exchange.outbound.headers.contains("authorization")).isFalse();
    assertThat(exchange.outbound.headers.get("X-Credential-Identifier")).isEqualTo("ann, b");
    assertThat(exchange.outbound.headers.contains("X-Consumer-Username")).isFalse();
  }

  @Test
  void refusesAWrongAndAnEmptyPassword() throws Exception {
    Verdict refused =
        Verdict.error(401, "Unauthorized").with("WWW-Authenticate", "LDAP realm=\"r\"");

    assertThat(handler(",\"realm\":\"r\"").onRequest(with("wrong"))).isEqualTo(refused);
    assertThat(handler(",\"realm\":\"r\"").onRequest(with(""))).isEqualTo(refused);
    assertThat(handler(",\"realm\":\"r\"").onRequest(new FakeExchange())).isEqualTo(refused);
  }

  @Test
  void remembersALoginForItsTime() throws Exception {
    Handler.OnRequestBlocking handler = handler("");
    handler.onRequest(with("right"));
    server.shutDown(true);

    assertThat(handler.onRequest(with("right"))).isEqualTo(Verdict.PROCEED);
    host.now = host.now.plus(Duration.ofSeconds(61));
    assertThat(handler.onRequest(with("right")))
        .isEqualTo(Verdict.error(500, "An unexpected error occurred"));
  }

  @Test
  void aServerThatIsSilentIsAnErrorAndNotTheUsers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Verdict verdict = handler(silent.getLocalPort(), ",\"timeout\":200").onRequest(with("right"));

      assertThat(verdict).isEqualTo(Verdict.error(500, "An unexpected error occurred"));
    }
  }

  @Test
  void nobodyStandsInWhileTheServerIsAway() throws Exception {
    int port = server.getListenPort();
    server.shutDown(true);
    FakeExchange exchange = with("right");
    exchange.entities.all.add(new Consumer(UUID.randomUUID(), "nobody", null, null, 1, 2));

    assertThat(handler(port, ",\"anonymous\":\"nobody\"").onRequest(exchange))
        .isEqualTo(Verdict.error(500, "An unexpected error occurred"));
    assertThat(exchange.identity).isEqualTo(Identity.NONE);
  }

  @Test
  void theAnonymousConsumerStandsIn() throws Exception {
    FakeExchange exchange = with("wrong");
    Consumer nobody = new Consumer(UUID.randomUUID(), "nobody", null, null, 1, 2);
    exchange.entities.all.add(nobody);

    Verdict verdict = handler(",\"anonymous\":\"nobody\"").onRequest(exchange);

    assertThat(verdict).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity).isEqualTo(new Identity(nobody, null, null, true));
  }
}
