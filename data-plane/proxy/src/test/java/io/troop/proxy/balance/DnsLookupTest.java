package io.troop.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.troop.proxy.balance.DnsRules.Kind;
import io.troop.proxy.balance.Lookup.Addresses;
import io.troop.proxy.balance.Lookup.NotFound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Lookups over the wire, at a server of the test's own.
@Timeout(60)
class DnsLookupTest {
  @TempDir private Path folder;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final NameServer server = new NameServer();
  private DnsLookup lookup;

  @BeforeEach
  void open() throws IOException {
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "10.9.9.9 Fixed.example\n");
    lookup = lookup(hosts, Kind.LAST, Kind.A, Kind.AAAA, Kind.SRV);
  }

  private DnsLookup lookup(Path hosts, Kind... order) {
    DnsRules rules =
        new DnsRules(
            List.of(server.socket()),
            hosts,
            List.of(order),
            null,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            100);
    return new DnsLookup(
        DnsLookup.resolver(rules.servers(), loops.next(), NioDatagramChannel.class)
            .queryTimeoutMillis(20_000)
            .build(),
        ResolvConf.of(List.of("search other.example search.example", "options ndots:2 rotate")),
        HostsFile.read(hosts),
        rules);
  }

  @AfterEach
  void close() {
    lookup.close();
    server.close();
    loops.shutdownGracefully();
  }

  private static List<String> texts(Addresses found) {
    return found.found().stream()
        .map(one -> one.name() + " " + one.address().getHostAddress() + ":" + one.port())
        .toList();
  }

  @Test
  void aNameHasItsAddressesForAsLongAsTheShortestOfThemCounts() {
    server.address("a.b.example", 60, "10.0.0.1").address("a.b.example", 7, "10.0.0.2");

    Addresses found = lookup.addresses("a.b.example").block();

    assertThat(texts(found))
        .containsExactlyInAnyOrder("a.b.example 10.0.0.1:0", "a.b.example 10.0.0.2:0");
    assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aNameWithoutIpv4HasItsIpv6Addresses() {
    server.address("six.b.example", 60, "2001:db8::1");

    assertThat(texts(lookup.addresses("six.b.example").block()))
        .containsExactly("six.b.example 2001:db8:0:0:0:0:0:1:0");
  }

  @Test
  void aServiceBringsPortsAndWeightsOfItsBestPriority() {
    server
        .service("_web._tcp.example", 30, 1, 0, 81, "one.b.example")
        .service("_web._tcp.example", 30, 1, 5, 82, "two.b.example")
        .service("_web._tcp.example", 30, 2, 5, 83, "one.b.example")
        .address("one.b.example", 10, "10.0.0.1")
        .address("two.b.example", 90, "10.0.0.2");

    Addresses found = lookup.addresses("_web._tcp.example").block();

    assertThat(texts(found))
        .containsExactlyInAnyOrder("one.b.example 10.0.0.1:81", "two.b.example 10.0.0.2:82");
    assertThat(found.found())
        .extracting(Lookup.Found::weight)
        .containsExactlyInAnyOrder(1, 5); // 0 counts as 1
    assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(10));
    assertThat(server.asked()).first().isEqualTo("SRV _web._tcp.example");
  }

  @Test
  void aShortNameIsLookedForInTheSearchDomains() {
    server.address("api.search.example", 60, "10.0.0.3");

    assertThat(texts(lookup.addresses("api").block())).containsExactly("api 10.0.0.3:0");
    assertThat(server.asked()).containsExactly("A api.other.example", "A api.search.example");
  }

  @Test
  void theHostsFileGoesFirstWhateverTheCase() {
    server.address("fixed.example", 60, "10.0.0.1");

    assertThat(texts(lookup.addresses("fixed.EXAMPLE").block()))
        .containsExactly("fixed.EXAMPLE 10.9.9.9:0");
    assertThat(texts(lookup.addresses("localhost").block()))
        .containsExactly("localhost 127.0.0.1:0");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void whatAnsweredLastIsAskedForFirst() {
    server
        .service("plain.b.example", 30, 1, 1, 81, "one.b.example")
        .address("one.b.example", 10, "10.0.0.1");
    lookup.addresses("plain.b.example").block();
    int before = server.asked().size();

    lookup.addresses("plain.b.example").block();

    assertThat(server.asked().subList(before, server.asked().size()))
        .startsWith("SRV plain.b.example");
  }

  @Test
  void theOrderOfTheSettingsCounts() {
    DnsLookup ordered = lookup(folder.resolve("none"), Kind.SRV, Kind.A);
    server
        .address("both.b.example", 10, "10.0.0.7")
        .service("both.b.example", 30, 1, 1, 81, "one.b.example")
        .address("one.b.example", 10, "10.0.0.1");

    assertThat(texts(ordered.addresses("both.b.example").block()))
        .containsExactly("one.b.example 10.0.0.1:81");
    ordered.close();
  }

  @Test
  void aNameThatIsNotThereDiffersFromAServerThatFails() {
    assertThatThrownBy(() -> lookup.addresses("none.b.example").block())
        .hasCauseInstanceOf(NotFound.class);

    server.refusing(DnsResponseCode.SERVFAIL);
    assertThatThrownBy(() -> lookup.addresses("other.b.example").block())
        .satisfies(failure -> assertThat(failure.getCause()).isNotInstanceOf(NotFound.class));
  }
}
