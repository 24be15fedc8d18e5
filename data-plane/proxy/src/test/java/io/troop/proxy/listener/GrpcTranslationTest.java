package io.troop.proxy.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Catalog;
import io.troop.plugin.Handler;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.schema.Schema;
import io.troop.proxy.chain.FixedChain;
import io.troop.proxy.live.FixedConfig;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that speak no gRPC, through the plugins that do, to a real gRPC server.
@Timeout(60)
final class GrpcTranslationTest {

  @SuppressWarnings("unchecked")
  private static <C extends Record> Handler handler(PluginSpec<C> spec) {
    Map<String, Object> checked =
        Schema.ofPlugin(spec.name(), spec.configType()).check(Map.of("config", Map.of()));
    C config = RecordBinder.bind(spec.configType(), (Map<String, Object>) checked.get("config"));
    return spec.handler().create(config, null);
  }

  /// The body of an answer to a call with this text, as a client of HTTP/1.1 gets it.
  private static RawClient.Answer call(String method, String text) throws Exception {
    var route = FixedConfig.aRoute("/", List.of("http"), false);
    Handler grpcWeb = handler(Catalog.load().plugin("grpc-web"));
    try (var upstream = new GrpcUpstream()) {
      var service = FixedConfig.aService("grpc", "127.0.0.1", upstream.port(), 0, 5000);
      var live = new FixedConfig().route(route, service).chains(new FixedChain(grpcWeb)).live();
      try (var gateway = new Gateway(live);
          var client = new RawClient(gateway.port())) {
        return client.ask(
            "POST /test.Texts/"
                + method
                + " HTTP/1.1\r\nHost: h\r\nX-Note: hi\r\nContent-Type: application/grpc-web\r\n"
                + "Content-Length: "
                + (5 + text.length())
                + "\r\n\r\n"
                + frame(0, text));
      }
    }
  }

  private static String frame(int flags, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new String(
        ByteBuffer.allocate(5 + bytes.length)
            .put((byte) flags)
            .putInt(bytes.length)
            .put(bytes)
            .array(),
        ISO_8859_1);
  }

  @Test
  void trailersFollowTheMessageInAFrameOfTheirOwn() throws Exception {
    RawClient.Answer answer = call("Echo", "text");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/grpc-web");
    assertThat(answer.body())
        .isEqualTo(
            frame(0, "text") + frame(0x80, "grpc-status:0\r\ngrpc-message:\r\nx-note:end hi\r\n"));
  }

  @Test
  void aFailureIsToldInTheFrame() throws Exception {
    assertThat(call("Echo", "fail NOT_FOUND").body())
        .contains("grpc-status:5\r\ngrpc-message:as asked\r\n");
  }
}
