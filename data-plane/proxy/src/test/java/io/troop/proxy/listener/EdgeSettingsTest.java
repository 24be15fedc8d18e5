package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.tools.Tracing;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.pipeline.PipelineSettings;
import io.troop.proxy.pipeline.TrustedAddresses;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Limits, and who a client is, as settings say.
@Timeout(60)
final class EdgeSettingsTest {
  private final RawUpstream upstream = new RawUpstream(RawUpstream.ECHO);
  private Gateway gateway;

  @AfterEach
  void close() throws Exception {
    gateway.close();
    upstream.close();
  }

  private RawClient client(String realIpHeader, List<String> trusted, long maxBody, String words)
      throws Exception {
    PipelineSettings settings =
        new PipelineSettings(
            PipelineSettings.DEFAULT.sent(),
            realIpHeader,
            false,
            TrustedAddresses.parse(trusted),
            maxBody,
            PipelineSettings.DEFAULT.bodyBuffer(),
            "UTF-8",
            false,
            Tracing.OFF,
            null);
    var live = new FixedConfig().route("/", upstream.port()).live();
    gateway = new Gateway(live, settings, ConnectionRules.DEFAULT, words);
    return new RawClient(gateway.port());
  }

  @Test
  void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItComes() throws Exception {
    try (RawClient client = client("X-Real-IP", List.of(), 5, "")) {
      assertThat(client.ask("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345").status())
          .isEqualTo(200);
      var refused = client.ask("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n");
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.body()).contains("Payload too large");
    }
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void aBodyThatGrowsTooLargeIsCutOff() throws Exception {
    try (RawClient client = client("X-Real-IP", List.of(), 5, "")) {
      String head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      assertThat(client.ask(head + "5\r\n12345\r\n0\r\n\r\n").status()).isEqualTo(200);
      assertThat(client.ask(head + "3\r\n123\r\n3\r\n456\r\n0\r\n\r\n").status()).isEqualTo(413);
    }
  }

  @Test
  void theProxyProtocolSaysWhoTheClientIsWhereTheSettingsSaySo() throws Exception {
    String announced = "PROXY TCP4 192.0.2.7 127.0.0.1 4000 80\r\n";
    try (RawClient client = client("proxy_protocol", List.of("127.0.0.1"), 0, "proxy_protocol")) {
      String seen = client.ask(announced + "GET / HTTP/1.1\r\nHost: a\r\n\r\n").body();
      assertThat(seen).contains("X-Real-IP: 192.0.2.7\r\n", "X-Forwarded-For: 192.0.2.7\r\n");
    }
  }

  @Test
  void aProxyThatIsNotTrustedIsTheClient() throws Exception {
    String announced = "PROXY TCP4 192.0.2.7 127.0.0.1 4000 80\r\n";
    try (RawClient client = client("proxy_protocol", List.of("10.0.0.0/8"), 0, "proxy_protocol")) {
      String seen = client.ask(announced + "GET / HTTP/1.1\r\nHost: a\r\n\r\n").body();
      assertThat(seen).contains("X-Real-IP: 127.0.0.1\r\n").doesNotContain("192.0.2.7");
    }
  }

  @Test
  void aConnectionWithoutTheProxyProtocolIsClosed() throws Exception {
    try (RawClient client = client("proxy_protocol", List.of("127.0.0.1"), 0, "proxy_protocol")) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void theSecondVersionOfTheProxyProtocolIsUnderstood() throws Exception {
    try (RawClient client = client("proxy_protocol", List.of("127.0.0.1"), 0, "proxy_protocol")) {
      // Signature; version 2, TCP over IPv4, 12 bytes; 192.0.2.9 to 127.0.0.1, ports 4000 and 80.
      byte[] header =
          HexFormat.of()
              .parseHex(
                  "0d0a0d0a000d0a515549540a" + "2111000c" + "c0000209" + "7f000001" + "0fa00050");
      client.socket().getOutputStream().write(header);
      String seen = client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body();
      assertThat(seen).contains("X-Real-IP: 192.0.2.9\r\n");
    }
  }
}
