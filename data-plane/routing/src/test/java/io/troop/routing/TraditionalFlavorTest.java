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
  void ofSeveralRoutesThePathThatMatchesCountsNotTheLongestOne() {
    add("host=a.example path=/root path=/root/not/this/one");
    var longer = add("host=a.example path=/root/get");
    assertThat(matched(FakeQuery.get("/root/get").at("a.example"))).isSameAs(longer);
    add("path=/a path=~/z/y/x");
    var prefix = add("path=/a/bb");
    assertThat(matched(FakeQuery.get("/a/bb/c"))).isSameAs(prefix);
  }

  @Test
  void amongRoutesWithHeadersTheLongestOfAllPathsCounts() {
    var longest = add("header=h:1 path=/root path=/root/not/this/one");
    add("header=h:1 path=/root/get");
    assertThat(matched(FakeQuery.get("/root/get").with("h", "1"))).isSameAs(longest);
  }

  @Test
  void withoutTlsARouteRanksAsIfItNamedNoServer() {
    var named = add("host=a.example sni=a.example created=2");
    FakeQuery plain = FakeQuery.get("/").at("a.example");
    assertThat(matched(plain)).isSameAs(named);
    var unnamed = add("host=a.example created=1");
    assertThat(matched(plain)).isSameAs(unnamed);
    assertThat(matched(plain.over("a.example"))).isSameAs(named);
    assertThat(matched(plain.over("b.example"))).isSameAs(unnamed);
    table = table.without(named.route().id());
    assertThat(matched(plain.over("a.example"))).isSameAs(unnamed);
  }

  @Test
  void aRequestWithoutPortAsksForTheUsualOne() {
    var any = add("host=a.*");
    var http = add("host=a.*:80");
    var https = add("host=a.*:443");
    assertThat(matched(FakeQuery.get("/").at("a.example"))).isSameAs(http);
    assertThat(matched(FakeQuery.get("/").at("a.example").over(null))).isSameAs(https);
    assertThat(matched(FakeQuery.get("/").at("a.example", 8000))).isSameAs(any);
  }

  @Test
  void aHostWithItsPortGoesBeforeAnOlderOneWithout() {
    var any = add("host=a.example created=1");
    var port = add("host=a.example:321 created=2");
    assertThat(matched(FakeQuery.get("/").at("a.example", 321))).isSameAs(port);
    assertThat(matched(FakeQuery.get("/").at("a.example", 654))).isSameAs(any);
  }

  @Test
  void anIpv6AddressMayLackItsBrackets() {
    var any = add("host=::21 host=[::22]");
    var port = add("host=[::21]:321");
    var own = add("host=[::31]:321");
    assertThat(matched(FakeQuery.get("/").at("[::21]"))).isSameAs(any);
    assertThat(matched(FakeQuery.get("/").at("[::22]", 654))).isSameAs(any);
    assertThat(matched(FakeQuery.get("/").at("[::21]", 654))).isSameAs(any);
    assertThat(matched(FakeQuery.get("/").at("[::21]", 321))).isSameAs(port);
    assertThat(matched(FakeQuery.get("/").at("[::31]", 321))).isSameAs(own);
    assertThat(matched(FakeQuery.get("/").at("[::31]", 654))).isNull();
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
