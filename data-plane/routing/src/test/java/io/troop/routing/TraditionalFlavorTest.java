package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.entity.RouterFlavor;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Where the order of the `traditional` flavour differs from the default one.
class TraditionalFlavorTest {
  private RouteTable table = RouteTable.EMPTY;

  private RouteEntry add(String text) {
    RouteEntry entry = RouteText.entry(UUID.randomUUID(), text, RouterFlavor.TRADITIONAL);
    table = table.with(entry);
    return entry;
  }

  private RouteEntry matched(FakeQuery query) {
    Match match = table.match(query);
    return match == null ? null : match.entry();
  }

  @Test
  void theNumberOfKindsGoesFirst() {
    add("host=a.example");
    var two = add("path=~/a method=GET");
    assertThat(matched(FakeQuery.get("/a").at("a.example"))).isSameAs(two);
  }

  @Test
  void ofOneKindEachAHostGoesBeforeAHeaderAndThatBeforeAPath() {
    var path = add("path=~/a");
    var header = add("header=h:1");
    FakeQuery query = FakeQuery.get("/a").at("x.example").with("h", "1");
    assertThat(matched(query)).isSameAs(header);
    var host = add("host=*.example");
    assertThat(matched(query)).isSameAs(host);
    assertThat(matched(FakeQuery.get("/a"))).isSameAs(path);
  }

  @Test
  void plainHostsGoBeforeRegularExpressionsAndThoseBeforeLength() {
    add("host=*.example path=/abc");
    var regex = add("host=*.example path=~/a");
    assertThat(matched(FakeQuery.get("/abc").at("x.example"))).isSameAs(regex);
    var plain = add("host=x.example path=/a");
    assertThat(matched(FakeQuery.get("/abc").at("x.example"))).isSameAs(plain);
  }

  @Test
  void theOlderOfEqualsWins() {
    add("path=/a created=20");
    var older = add("path=/a created=10");
    add("path=/a created=30");
    assertThat(matched(FakeQuery.get("/a"))).isSameAs(older);
  }

  @Test
  void ofOneRoutesPathsTheLongestIsStripped() {
    add("path=/a path=/a/b");
    assertThat(table.match(FakeQuery.get("/a/b/c")).prefix()).isEqualTo("/a/b");
  }

  @Test
  void theSecondPathHandlingPutsPathsTogetherAsTheyAre() {
    add("path=/a handling=v1 service-path=/srv");
    assertThat(table.match(FakeQuery.get("/ab")).upstreamPath()).isEqualTo("/srvb");
    assertThat(table.match(FakeQuery.get("/a/b")).upstreamPath()).isEqualTo("/srv/b");
    table = RouteTable.EMPTY;
    add("path=/a handling=v1 service-path=/srv/ keep-path");
    assertThat(table.match(FakeQuery.get("/a/b")).upstreamPath()).isEqualTo("/srv/a/b");
    table = RouteTable.EMPTY;
    add("path=/a handling=v1 service-path=/srv keep-path");
    assertThat(table.match(FakeQuery.get("/a")).upstreamPath()).isEqualTo("/srva");
  }
}
