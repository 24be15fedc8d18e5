package io.troop.plugins.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange.Identity;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.AclGroup;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.ConsumerGroup;
import io.troop.plugin.entity.ConsumerGroupConsumer;
import io.troop.plugin.entity.Ref;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AclHandlerTest {
  private static final Consumer BOB =
      new Consumer(
          UUID.fromString("00000000-0000-4000-8000-00000000000b"), "bob", null, null, 0, 0);
  private static final Verdict FORBIDDEN = Verdict.error(403, "You cannot consume this service");
  private static final Verdict UNAUTHORIZED = Verdict.error(401, "Unauthorized");

  private final FakeExchange exchange = new FakeExchange();

  @Test
  void letsMembersInAndTellsTheirGroups() {
    authenticated("g", "h");

    assertThat(run("{\"allow\":[\"h\"]}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("X-Consumer-Groups")).isEqualTo("g, h");
  }

  @Test
  void asksForTheGroupsAnAuthenticationPluginTold() {
    exchange.identity = new Identity(null, "alice", "credential", false);
    assertThat(run("{\"allow\":[\"g\"]}")).isEqualTo(FORBIDDEN);

    Authentication.groups(exchange, List.of("g", "h"));
    assertThat(run("{\"allow\":[\"g\"]}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("X-Authenticated-Groups")).isEqualTo("g, h");
    assertThat(run("{\"deny\":[\"h\"]}")).isEqualTo(FORBIDDEN);
  }

  @Test
  void prefersAConsumersOwnGroupsUnlessTold() {
    authenticated("own");
    Authentication.groups(exchange, List.of("told"));

    assertThat(run("{\"allow\":[\"own\"]}")).isEqualTo(Verdict.PROCEED);
    assertThat(run("{\"allow\":[\"own\"],\"always_use_authenticated_groups\":true}"))
        .isEqualTo(FORBIDDEN);
    assertThat(run("{\"allow\":[\"told\"],\"always_use_authenticated_groups\":true}"))
        .isEqualTo(Verdict.PROCEED);
  }

  @Test
  void consumerGroupsCountWhenTheyAreToldTo() {
    authenticated("own");
    UUID gold = new UUID(0, 70);
    exchange.entities.all.add(new ConsumerGroup(gold, 0, 0, "gold", null));
    exchange.entities.all.add(
        new ConsumerGroupConsumer(new UUID(0, 71), 0, 0, new Ref(gold), new Ref(BOB.id())));

    assertThat(run("{\"allow\":[\"gold\"]}")).isEqualTo(FORBIDDEN);
    assertThat(run("{\"allow\":[\"gold\"],\"include_consumer_groups\":true}"))
        .isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("X-Consumer-Groups")).isEqualTo("own, gold");
    assertThat(run("{\"deny\":[\"gold\"],\"include_consumer_groups\":true}")).isEqualTo(FORBIDDEN);
  }

  @Test
  void hidesTheGroups() {
    authenticated("g");

    assertThat(run("{\"allow\":[\"g\"],\"hide_groups_header\":true}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("X-Consumer-Groups")).isNull();
  }

  @Test
  void refusesWhoIsInNoneOfTheGroups() {
    authenticated("G");

    assertThat(run("{\"allow\":[\"g\"]}")).isEqualTo(FORBIDDEN);
  }

  @Test
  void aClientInNoGroupDoesNotTellItsOwn() {
    authenticated();
    exchange.header("X-Consumer-Groups", "admins");

    assertThat(run("{\"deny\":[\"g\"]}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.all("X-Consumer-Groups")).containsExactly("");
  }

  @Test
  void refusesWhoIsInNoGroupAtAll() {
    authenticated();

    assertThat(run("{\"allow\":[\"g\"]}")).isEqualTo(FORBIDDEN);
    assertThat(run("{\"deny\":[\"g\"]}")).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void refusesMembersOfDeniedGroups() {
    authenticated("g");

    assertThat(run("{\"deny\":[\"g\"]}")).isEqualTo(FORBIDDEN);
    assertThat(run("{\"deny\":[\"other\"]}")).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void asksNobodiesToAuthenticate() {
    assertThat(run("{\"allow\":[\"g\"]}")).isEqualTo(UNAUTHORIZED);
    exchange.identity = new Identity(BOB, null, null, true);
    assertThat(run("{\"allow\":[\"g\"]}")).isEqualTo(UNAUTHORIZED);
  }

  @Test
  void anAnonymousConsumerMayBeAMember() {
    authenticated("g");
    exchange.identity = new Identity(BOB, null, null, true);

    assertThat(run("{\"allow\":[\"g\"]}")).isEqualTo(Verdict.PROCEED);
  }

  private void authenticated(String... groups) {
    exchange.identity = new Identity(BOB, "bob", "credential", false);
    for (String group : groups) {
      exchange.entities.all.add(new AclGroup(UUID.randomUUID(), 0, new Ref(BOB.id()), group, null));
    }
  }

  private Verdict run(String config) {
    return Plugins.handler(Handler.OnRequest.class, "acl", config, new StillHost())
        .onRequest(exchange);
  }
}
