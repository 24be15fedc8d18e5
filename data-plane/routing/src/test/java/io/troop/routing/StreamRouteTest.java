package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Headers;
import io.troop.plugin.entity.RouterFlavor;
import java.net.InetAddress;
import java.util.List;
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

  /// A connection from 10.1.2.3:4000 to 10.9.9.9:9000.
  private record Connection(String protocol, String sni) implements RouteQuery {
    @Override
    public String method() {
      return "";
    }

    @Override
    public String path() {
      return "";
    }

    @Override
    public String host() {
      return "";
    }

    @Override
    public int hostPort() {
      return -1;
    }

    @Override
    public boolean isTls() {
      return protocol.equals("tls");
    }

    @Override
    public List<String> queryValues(String name) {
      return List.of();
    }

    @Override
    public Headers headers() {
      return FakeQuery.get("/").headers();
    }

    @Override
    public InetAddress sourceAddress() {
      return InetAddress.ofLiteral("10.1.2.3");
    }

    @Override
    public int sourcePort() {
      return 4000;
    }

    @Override
    public InetAddress destinationAddress() {
      return InetAddress.ofLiteral("10.9.9.9");
    }

    @Override
    public int destinationPort() {
      return 9000;
    }
  }

  private RouteEntry matched(String protocol, String sni) {
    Match match = table.match(new Connection(protocol, sni));
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
