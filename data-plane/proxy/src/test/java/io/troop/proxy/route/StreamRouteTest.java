package io.troop.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.entity.RouterFlavor;
import io.troop.proxy.pipeline.Client;
import io.troop.proxy.stream.StreamQuery;
import java.net.InetSocketAddress;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StreamRouteTest {
  private RouteTable table = RouteTable.EMPTY;

  private RouteEntry add(String text) {
    RouteEntry entry =
        RouteText.entry(UUID.randomUUID(), text, RouterFlavor.TRADITIONAL_COMPATIBLE);
    table = table.with(entry);
    return entry;
  }

  private RouteEntry matched(String protocol, String sni) {
    Client client =
        new Client(
            new InetSocketAddress("10.1.2.3", 4000),
            null,
            new InetSocketAddress("10.9.9.9", 9000),
            null,
            null,
            9000,
            false);
    Match match = table.match(new StreamQuery(client, protocol, sni));
    return match == null ? null : match.entry();
  }

  @Test
  void addressesGoBeforePortsAndThoseBeforeNetworks() {
    var network = add("protocol=tcp source=10.0.0.0/8");
    assertThat(matched("tcp", null)).isSameAs(network);
    var port = add("protocol=tcp source=:4000");
    assertThat(matched("tcp", null)).isSameAs(port);
    var address = add("protocol=tcp source=10.1.2.3");
    assertThat(matched("tcp", null)).isSameAs(address);
    var both = add("protocol=tcp source=10.0.0.0/8 destination=:9000");
    assertThat(matched("tcp", null)).isSameAs(both);
  }

  @Test
  void serverNamesGoBeforeAddressesAndHaveToMatch() {
    var any = add("protocol=tls source=10.1.2.3");
    var named = add("protocol=tls sni=a.example");
    assertThat(matched("tls", "a.example")).isSameAs(named);
    assertThat(matched("tls", "b.example")).isSameAs(any);
    assertThat(matched("tls", null)).isSameAs(any);
    var wild = add("protocol=tls_passthrough sni=*.example source=10.1.2.3");
    assertThat(matched("tls", "b.example")).isSameAs(wild);
  }

  @Test
  void aRouteTakesItsProtocolsOnly() {
    add("protocol=tcp source=10.0.0.0/8");
    assertThat(matched("tls", "a.example")).isNull();
    table = RouteTable.EMPTY;
    add("protocol=tls source=10.0.0.0/8");
    assertThat(matched("tcp", null)).isNull();
  }

  @Test
  void expressionsMatchStreamsToo() {
    String text = "tls.sni == \"a.example\" && net.dst.port == 9000 && net.protocol == \"tls\"";
    var entry = RouteText.expression(UUID.randomUUID(), text, 0, "tls");
    table = table.with(entry);
    assertThat(matched("tls", "a.example")).isSameAs(entry);
    assertThat(matched("tls", "b.example")).isNull();
  }
}
