package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.entity.RouterFlavor;
import io.troop.routing.Reasons.Loss;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReasonsTest {
  private RouteTable table = RouteTable.EMPTY;

  private RouteEntry add(String text) {
    return add(RouteText.entry(text));
  }

  private RouteEntry add(RouteEntry entry) {
    table = table.with(entry);
    return entry;
  }

  private Reasons reasons(FakeQuery query) {
    return new Reasons(table, query);
  }

  @Test
  void whatTakesTheRequestHasNoReasonNotTo() {
    RouteEntry entry = add("path=/orders");
    Reasons reasons = reasons(FakeQuery.get("/orders/1"));
    assertThat(reasons.match().entry()).isSameAs(entry);
    assertThat(reasons.why(entry)).isNull();
  }

  @Test
  void ofTwoThatMatchTheReasonIsTheFirstDifferenceOfTheirRanks() {
    RouteEntry shorter = add("path=/");
    RouteEntry longer = add("path=/orders");
    RouteEntry method = add("path=/ method=GET");
    assertThat(reasons(FakeQuery.get("/orders")).why(shorter))
        .isEqualTo(new Loss.Outranked("it asks for more kinds of conditions"));
    table = table.without(method.route().id());
    assertThat(reasons(FakeQuery.get("/orders")).why(shorter))
        .isEqualTo(new Loss.Outranked("its path is longer"));
    add("path=~/ord.*");
    assertThat(reasons(FakeQuery.get("/orders")).why(longer))
        .isEqualTo(
            new Loss.Outranked(
                "its path is a regular expression, which goes before a plain beginning"));
  }

  @Test
  void ofTheTraditionalFlavourTheCountOfKindsGoesFirst() {
    RouteEntry one =
        add(RouteText.entry(UUID.randomUUID(), "path=/orders", RouterFlavor.TRADITIONAL));
    add(RouteText.entry(UUID.randomUUID(), "path=/ method=GET", RouterFlavor.TRADITIONAL));
    assertThat(reasons(FakeQuery.get("/orders")).why(one))
        .isEqualTo(new Loss.Outranked("it asks for more kinds of conditions (2 over 1)"));
  }

  @Test
  void expressionsGoByTheirPriority() {
    add(RouteText.expression(UUID.randomUUID(), "http.path ^= \"/\"", 7));
    RouteEntry lower = add(RouteText.expression(UUID.randomUUID(), "http.path ^= \"/o\"", 3));
    assertThat(reasons(FakeQuery.get("/orders")).why(lower))
        .isEqualTo(new Loss.Outranked("its priority is greater (7 over 3)"));
    RouteEntry other = add(RouteText.expression(UUID.randomUUID(), "http.path == \"/x\"", 9));
    assertThat(reasons(FakeQuery.get("/orders")).why(other))
        .isEqualTo(new Loss.Unmet(List.of("expression"), 0));
  }

  @Test
  void whatDoesNotMatchNamesItsFieldsThatAskForSomethingElse() {
    RouteEntry entry = add("host=a.example path=/orders method=POST header=beta:1");
    assertThat(reasons(FakeQuery.get("/orders").at("a.example")).why(entry))
        .isEqualTo(new Loss.Unmet(List.of("methods", "headers"), 2));
    assertThat(reasons(FakeQuery.get("/invoices").at("b.example").by("POST")).why(entry))
        .isEqualTo(new Loss.Unmet(List.of("hosts", "paths", "headers"), 1));
    assertThat(reasons(FakeQuery.get("/orders").at("b.example")).match()).isNull();
  }
}
