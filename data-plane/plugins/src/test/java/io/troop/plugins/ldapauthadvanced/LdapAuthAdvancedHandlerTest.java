package io.troop.plugins.ldapauthadvanced;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a real LDAP server in memory, where ann is deep below the base, in `dev` and `ops` by
/// her own entry and in `all` by the group's.
class LdapAuthAdvancedHandlerTest {
  private static final String SEARCHES =
      ",\"bind_dn\":\"cn=reader,dc=example,dc=com\",\"ldap_password\":\"{vault://env/ldap}\"";
  private static final String GROUPS =
      ",\"group_base_dn\":\"ou=groups,dc=example,dc=com\",\"group_name_attribute\":\"cn\"";
  private static final Consumer ANN = new Consumer(new UUID(0, 1), "ann", null, null, 0, 0);

  private final FakeHost host = new FakeHost();
  private InMemoryDirectoryServer server;
  private int port;

  @BeforeEach
  void start() throws Exception {
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
    config.setSchema(null);
    config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("test", 0));
    // Only those who logged in may search.
    config.setAuthenticationRequiredOperationTypes(com.unboundid.ldap.sdk.OperationType.SEARCH);
    server = new InMemoryDirectoryServer(config);
    server.startListening();
    port = server.getListenPort();
    server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
    server.add("dn: ou=groups,dc=example,dc=com", "objectClass: organizationalUnit", "ou: groups");
    server.add("dn: ou=far,dc=example,dc=com", "objectClass: organizationalUnit", "ou: far");
    person("cn=reader,dc=example,dc=com", "reader", "readerpw");
    person("cn=Ann A.,ou=far,dc=example,dc=com", "ann", "annpw");
    person("uid=direct,dc=example,dc=com", "direct", "directpw");
    server.modify(
        "dn: cn=Ann A.,ou=far,dc=example,dc=com",
        "changetype: modify",
        "add: memberOf",
        "memberOf: cn=dev,ou=groups,dc=example,dc=com",
        "memberOf: cn=ops,ou=groups,dc=example,dc=com",
        "memberOf: cn=else,ou=far,dc=example,dc=com");
    server.add(
        "dn: cn=all,ou=groups,dc=example,dc=com",
        "objectClass: groupOfNames",
        "cn: all",
        "member: cn=Ann A.,ou=far,dc=example,dc=com");
    host.secrets.put("{vault://env/ldap}", "readerpw");
  }

  private void person(String name, String uid, String password) throws Exception {
    server.add("dn: " + name, "objectClass: person", "uid: " + uid, "userPassword: " + password);
  }

  @AfterEach
  void stop() {
    host.closeKept();
    server.shutDown(true);
  }

  private Verdict run(FakeExchange exchange, String more) {
    exchange.entities.all.add(ANN);
    String config =
        "{\"ldap_host\":\"127.0.0.1\",\"ldap_port\":"
            + port
            + ",\"base_dn\":\"dc=example,dc=com\",\"attribute\":\"uid\",\"timeout\":60000"
            + more
            + "}";
    try {
      return Plugins.handler(Handler.OnRequestBlocking.class, "ldap-auth-advanced", config, host)
          .onRequest(exchange);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static FakeExchange login(String user, String password) {
    String both = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return new FakeExchange().header("Authorization", "ldap " + both);
  }

  private static int status(Verdict verdict) {
    return ((Verdict.Answer) verdict).status();
  }

  @Test
  void findsUsersWhereverTheyAre() {
    FakeExchange exchange = login("ann", "annpw");

    assertThat(run(exchange, SEARCHES)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isEqualTo(ANN);
    assertThat(exchange.outbound.headers.get("X-Consumer-Username")).isEqualTo("ann");
    assertThat(exchange.outbound.headers.get("X-Credential-Identifier")).isEqualTo("ann");
  }

  @ParameterizedTest
  @CsvSource({"ann,wrong", "nobody,annpw", "*,annpw", "ann)(uid=*,annpw"})
  void refusesOthers(String user, String password) {
    Verdict verdict = run(login(user, password), SEARCHES + ",\"realm\":\"r\"");

    assertThat(verdict)
        .isEqualTo(Verdict.error(401, "Unauthorized").with("WWW-Authenticate", "LDAP realm=\"r\""));
  }

  @Test
  void aServerThatIsAwayIsAnErrorAndNotTheUsers() {
    server.shutDown(true);
    Verdict error = Verdict.error(500, "An unexpected error occurred");

    assertThat(run(login("ann", "annpw"), SEARCHES)).isEqualTo(error);
    assertThat(run(login("ann", "annpw"), SEARCHES + ",\"anonymous\":\"nobody\"")).isEqualTo(error);
  }

  @Test
  void withoutASearchUsersAreRightBelowTheBase() {
    String optional = ",\"consumer_optional\":true";

    FakeExchange exchange = login("direct", "directpw");
    assertThat(run(exchange, optional)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isNull();
    assertThat(status(run(login("ann", "annpw"), optional))).isEqualTo(401);
  }

  @Test
  void aUserWithoutAConsumerIsForbidden() {
    assertThat(status(run(login("direct", "directpw"), ""))).isEqualTo(403);
  }

  @Test
  void tellsTheGroupsThatAUsersEntryLists() {
    FakeExchange exchange = login("ann", "annpw");
    run(exchange, SEARCHES + GROUPS);

    assertThat(exchange.outbound.headers.get("X-Authenticated-Groups")).isEqualTo("dev, ops");
    assertThat(Authentication.groups(exchange)).containsExactly("dev", "ops");
  }

  @Test
  void tellsTheGroupsThatListTheUser() {
    FakeExchange exchange = login("ann", "annpw");
    run(exchange, SEARCHES + GROUPS + ",\"group_member_attribute\":\"member\"");

    assertThat(exchange.outbound.headers.get("X-Authenticated-Groups")).isEqualTo("all");
  }

  @Test
  void groupsThatAClientClaimsAreGone() {
    FakeExchange exchange = login("direct", "directpw").header("X-Authenticated-Groups", "dev");
    exchange.outbound.headers.set("X-Authenticated-Groups", "dev");
    run(exchange, ",\"consumer_optional\":true");

    assertThat(exchange.outbound.headers.contains("X-Authenticated-Groups")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"dev\"]", "[\"dev ops\"]", "[\"admins\",\"ops\"]"})
  void oneOfTheRequiredGroupsIsEnough(String groups) {
    String required = ",\"groups_required\":" + groups;

    assertThat(run(login("ann", "annpw"), SEARCHES + GROUPS + required)).isEqualTo(Verdict.PROCEED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"admins\"]", "[\"dev admins\"]", "[\"else\"]"})
  void withoutARequiredGroupAUserIsForbidden(String groups) {
    String required = ",\"groups_required\":" + groups;

    assertThat(status(run(login("ann", "annpw"), SEARCHES + GROUPS + required))).isEqualTo(403);
  }

  @Test
  void remembersALoginForItsTime() {
    run(login("ann", "annpw"), SEARCHES);
    server.shutDown(true);

    assertThat(run(login("ann", "annpw"), SEARCHES)).isEqualTo(Verdict.PROCEED);
    host.now = host.now.plus(Duration.ofSeconds(61));
    assertThat(status(run(login("ann", "annpw"), SEARCHES))).isEqualTo(500);
  }

  @Test
  void aSearchThatIsNotAllowedIsABadConfiguration() {
    host.secrets.put("{vault://env/ldap}", "wrong");

    assertThat(status(run(login("ann", "annpw"), SEARCHES))).isEqualTo(500);
  }

  @Test
  void somebodyMayStandIn() {
    FakeExchange exchange = login("ann", "wrong");

    assertThat(run(exchange, ",\"anonymous\":\"ann\"")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.anonymous()).isTrue();
  }
}
