package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RouteTableTest {
  private RouteTable table = RouteTable.EMPTY;

  private RouteEntry add(String text) {
    RouteEntry entry = RouteText.entry(text);
    table = table.with(entry);
    return entry;
  }

  private RouteEntry matched(FakeQuery query) {
    Match match = table.match(query);
    return match == null ? null : match.entry();
  }

  @Test
  void fourKindsGoBeforeAPlainHostAndARegularExpression() {
    var host = add("host=a.example");
    var regex = add("path=~/a.*");
    assertThat(matched(FakeQuery.get("/abc").at("a.example"))).isSameAs(host);
    var many = add("host=*.example path=/a method=GET header=h:1");
    assertThat(matched(FakeQuery.get("/abc").at("a.example").with("h", "1"))).isSameAs(many);
    assertThat(matched(FakeQuery.get("/abc").with("h", "1"))).isSameAs(regex);
  }

  @Test
  void regexPriorityGoesBeforeIds() {
    var id = new UUID(-1, 0);
    table = table.with(RouteText.entry(id, "path=~/a priority=1"));
    var wanted = add("path=~/a priority=2");
    assertThat(matched(FakeQuery.get("/a"))).isSameAs(wanted);
  }

  @Test
  void idsAreComparedUnsigned() {
    var low = RouteText.entry(UUID.fromString("7fffffff-0000-4000-8000-000000000000"), "path=/a");
    var high = RouteText.entry(UUID.fromString("80000000-0000-4000-8000-000000000000"), "path=/a");
    table = table.with(high).with(low);
    assertThat(matched(FakeQuery.get("/a"))).isSameAs(high);
  }

  @Test
  void groupIdsAreThoseOfKong() {
    // Version 5 of namespace 7f145bf9-0dce-4f91-98eb-debbce4b9f6b, computed by Python's uuid.uuid5.
    UUID route = UUID.fromString("e8fb37f1-102d-461e-9c51-6608a6bb8101");
    assertThat(PathGroups.id(route, 1)).hasToString("086b6591-cafa-58be-b2dd-7640f294421f");
    assertThat(PathGroups.id(route, 2)).hasToString("f3f66107-db02-53dc-baaf-ff30ef99a039");
  }

  @Test
  void sourcesAndDestinationsAreNetworksAndPorts() {
    var inside = add("path=/a source=10.1.0.0/15:40000");
    var outside = add("path=/a");
    assertThat(matched(FakeQuery.get("/a").from("10.0.255.1", 40_000))).isSameAs(inside);
    assertThat(matched(FakeQuery.get("/a").from("10.0.255.1", 40_001))).isSameAs(outside);
    assertThat(matched(FakeQuery.get("/a").from("10.2.0.1", 40_000))).isSameAs(outside);
    assertThat(matched(FakeQuery.get("/a").from("::1", 40_000))).isSameAs(outside);
    var ours = add("path=/a destination=:8000 source=10.0.0.0/8");
    assertThat(matched(FakeQuery.get("/a"))).isSameAs(ours);
  }

  @Test
  void capturesAreNumberedAndNamed() {
    add("path=~/users/(?<user>\\d+)/(?P<what>\\w+)(/x)?");
    var match = table.match(FakeQuery.get("/users/17/cats"));
    assertThat(match.captures().numbered()).containsExactly("17", "cats", null);
    assertThat(match.captures().named()).isEqualTo(Map.of("user", "17", "what", "cats"));
    assertThat(match.prefix()).isEqualTo("/users/17/cats");
    assertThat(match.upstreamPath()).isEqualTo("/");
  }

  @Test
  void expressionsThatMayBeginWithAnythingAreStillFound() {
    var entry = add("path=~/a?b");
    add("path=~/x*y");
    assertThat(matched(FakeQuery.get("/b"))).isSameAs(entry);
    assertThat(matched(FakeQuery.get("/ab"))).isSameAs(entry);
    assertThat(matched(FakeQuery.get("/xxy"))).isNotNull();
    assertThat(matched(FakeQuery.get("/y"))).isNotNull();
    assertThat(PathPattern.literalPrefix("/v1\\.0\\/x\\d")).isEqualTo("/v1.0/x");
    assertThat(PathPattern.literalPrefix("/a{0,1}b")).isEqualTo("/");
    assertThat(PathPattern.literalPrefix("/ab+c")).isEqualTo("/ab");
    assertThat(PathPattern.literalPrefix("(?i)/a")).isEmpty();
    assertThat(PathPattern.literalPrefix("/a|/b")).isEmpty();
    assertThat(PathPattern.literalPrefix("/a[|]b")).isEqualTo("/a");
  }

  @Test
  void anExpressionThatLooksAroundIsRefusedWithAReason() {
    var entry = RouteText.entry("path=~/a(?=b)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.with(entry))
        .withMessageContaining("paths")
        .withMessageContaining("/a(?=b)");
  }

  @Test
  @Timeout(10)
  void noExpressionStallsTheRouter() {
    add("path=~/(a+)+$");
    assertThat(matched(FakeQuery.get("/" + "a".repeat(8_000) + "!"))).isNull();
  }

  @Test
  void textOutsideOfAsciiMatchesItsEscapedForm() {
    var prefix = add("path=/caf\u00e9");
    var regex = add("path=~/th\u00e9$");
    assertThat(matched(FakeQuery.get("/caf%c3%a9/x"))).isSameAs(prefix);
    assertThat(matched(FakeQuery.get("/th%C3%A9"))).isSameAs(regex);
  }

  @Test
  void manyRoutesThatDifferInAHeaderAreLookedUpByIt() {
    for (int i = 0; i < 500; i++) {
      add("path=/a header=tenant:t" + i);
    }
    var wanted = add("path=/a header=tenant:Wanted");
    assertThat(matched(FakeQuery.get("/a").with("Tenant", "x").with("tenant", "WANTED")))
        .isSameAs(wanted);
    assertThat(matched(FakeQuery.get("/a").with("Tenant", "none"))).isNull();
  }
}
