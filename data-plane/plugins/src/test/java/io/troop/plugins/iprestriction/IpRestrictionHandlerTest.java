package io.troop.plugins.iprestriction;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpRestrictionHandlerTest {

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/32, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.128/25, 10.1.2.129, true",
    "10.1.2.128/25, 10.1.2.127, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "0.0.0.0/0, ::1, false",
    "fe80::/10, febf::1, true",
    "fe80::/10, fec0::1, false",
    "::1, ::1, true"
  })
  void anAddressIsInItsNetwork(String network, String address, boolean in) {
    assertThat(new Networks(List.of(network)).contain(InetAddress.ofLiteral(address)))
        .isEqualTo(in);
  }

  @Test
  void refusesDeniedAddressesEvenIfAllowed() {
    assertThat(run("{\"allow\":[\"10.0.0.0/8\"],\"deny\":[\"10.0.0.1\"]}", "10.0.0.1"))
        .isEqualTo(Verdict.error(403, "IP address not allowed: 10.0.0.1"));
    assertThat(run("{\"allow\":[\"10.0.0.0/8\"],\"deny\":[\"10.0.0.1\"]}", "10.0.0.2"))
        .isEqualTo(Verdict.PROCEED);
  }

  @Test
  void namesAddressesInTheirShortForm() {
    assertThat(run("{\"deny\":[\"2001:db8::/32\"]}", "2001:db8:0:0:0:0:0:1"))
        .isEqualTo(Verdict.error(403, "IP address not allowed: 2001:db8::1"));
  }

  @Test
  void refusesWhoIsNotAllowedWithOwnWords() {
    assertThat(
            run("{\"allow\":[\"10.0.0.0/8\"],\"status\":409,\"message\":\"not you\"}", "1.2.3.4"))
        .isEqualTo(Verdict.error(409, "not you"));
  }

  private static Verdict run(String config, String client) {
    FakeExchange exchange = new FakeExchange();
    exchange.request.clientAddress = InetAddress.ofLiteral(client);
    return Plugins.handler(Handler.OnRequest.class, "ip-restriction", config, new StillHost())
        .onRequest(exchange);
  }
}
