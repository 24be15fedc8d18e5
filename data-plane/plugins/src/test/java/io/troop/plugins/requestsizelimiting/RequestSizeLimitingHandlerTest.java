package io.troop.plugins.requestsizelimiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import org.junit.jupiter.api.Test;

class RequestSizeLimitingHandlerTest {
  private static final String TEN_BYTES = "{\"allowed_payload_size\":10,\"size_unit\":\"bytes\"}";

  @Test
  void looksAtTheAnnouncedLength() {
    assertThat(run(TEN_BYTES, announced(10))).isEqualTo(Verdict.PROCEED);
    assertThat(run(TEN_BYTES, announced(11)))
        .isEqualTo(Verdict.error(413, "Request size limit exceeded"));
    assertThat(run(TEN_BYTES, announced(11).header("Expect", "100-Continue")))
        .isEqualTo(Verdict.error(417, "Request size limit exceeded"));
  }

  @Test
  void aKilobyteHas1024Bytes() {
    String config = "{\"allowed_payload_size\":1,\"size_unit\":\"kilobytes\"}";

    assertThat(run(config, announced(1024))).isEqualTo(Verdict.PROCEED);
    assertThat(run(config, announced(1025))).isInstanceOf(Verdict.Answer.class);
  }

  @Test
  void readsABodyThatAnnouncesNoLength() {
    assertThat(run(TEN_BYTES, chunked(10))).isEqualTo(Verdict.PROCEED);
    assertThat(run(TEN_BYTES, chunked(11)))
        .isEqualTo(Verdict.error(413, "Request size limit exceeded"));
  }

  @Test
  void readsABodyOfHttp2ThatAnnouncesNothing() {
    FakeExchange exchange = new FakeExchange("POST", "/").body(new byte[11]);
    exchange.request.httpVersion = "2";

    assertThat(run(TEN_BYTES, exchange))
        .isEqualTo(Verdict.error(413, "Request size limit exceeded"));
  }

  @Test
  void mayRequireALength() {
    String config = "{\"require_content_length\":true}";

    assertThat(run(config, new FakeExchange()))
        .isEqualTo(Verdict.error(411, "A valid Content-Length header is required"));
    assertThat(run(config, chunked(1))).isEqualTo(Verdict.PROCEED);
    assertThat(run("{}", new FakeExchange())).isEqualTo(Verdict.PROCEED);
  }

  private static FakeExchange announced(int bytes) {
    return new FakeExchange("POST", "/").body(new byte[bytes]).header("Content-Length", "" + bytes);
  }

  private static FakeExchange chunked(int bytes) {
    return new FakeExchange("POST", "/")
        .body(new byte[bytes])
        .header("Transfer-Encoding", "chunked");
  }

  private static Verdict run(String config, FakeExchange exchange) {
    return Plugins.handler(
            Handler.OnRequestAsync.class, "request-size-limiting", config, new StillHost())
        .onRequest(exchange)
        .block();
  }
}
