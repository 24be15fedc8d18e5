package io.troop.plugins.grpcweb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHeaders;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import io.troop.protobuf.GrpcFrames;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcWebHandlerTest {
  private static final String PROTO =
      """
      syntax = "proto3";
      package hello;
      service HelloService { rpc SayHello(HelloRequest) returns (HelloResponse); }
      message HelloRequest { string greeting = 1; }
      message HelloResponse { string reply = 1; }
      """;
  private static final String CALL = "/hello.HelloService/SayHello";
  private static final String SENT = "AAAAAAYKBGhleWE=";
  private static final String ANSWER = "AAAAAAwKCmhlbGxvIGhleWE=";
  private static final String END = "gAAAAB5ncnBjLXN0YXR1czowDQpncnBjLW1lc3NhZ2U6DQo=";

  private static GrpcWebHandler handler(Map<String, Object> config) {
    return Plugins.handler(GrpcWebHandler.class, "grpc-web", Json.write(config), new FakeHost());
  }

  private static FakeExchange call(String type, byte[] body) {
    return new FakeExchange("POST", CALL).header("Content-Type", type).body(body);
  }

  private static Verdict ask(GrpcWebHandler handler, FakeExchange exchange) {
    return handler.onRequest(exchange).block(Duration.ofSeconds(10));
  }

  /// What the client gets for an answer that arrives in two parts.
  private static byte[] answer(GrpcWebHandler handler, FakeExchange exchange, byte[] body) {
    handler.onResponse(exchange);
    assertThat(handler.wantsBody(exchange)).isTrue();
    ByteBuf out = Unpooled.buffer();
    for (ByteBuf part :
        new ByteBuf[] {
          handler.onBody(exchange, Unpooled.copiedBuffer(body, 0, body.length / 2), false),
          handler.onBody(
              exchange,
              Unpooled.copiedBuffer(body, body.length / 2, body.length - body.length / 2),
              false),
          handler.onBody(exchange, null, true)
        }) {
      out.writeBytes(part);
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  @Test
  void binaryBodiesPassWithTheTrailersBehindThem() {
    GrpcWebHandler handler = handler(Map.of());
    FakeExchange exchange = call("application/grpc-web+proto", bytes(SENT));

    assertThat(ask(handler, exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.body).isEqualTo(bytes(SENT));
    assertThat(exchange.outbound.headers.get("content-type")).isEqualTo("application/grpc");
    assertThat(exchange.outbound.headers.all("te")).containsExactly("trailers");

    byte[] got = answer(handler, exchange, bytes(ANSWER));
    assertThat(got).startsWith(bytes(ANSWER)).endsWith(bytes(END));
    assertThat(got).hasSize(bytes(ANSWER).length + bytes(END).length);
    assertThat(exchange.response.headers.get("content-type"))
        .isEqualTo("application/grpc-web+proto");
    assertThat(exchange.response.headers.get("access-control-allow-origin")).isEqualTo("*");
  }

  @Test
  void theUpstreamIsAskedForTrailersWhateverTheClientAskedFor() {
    FakeExchange exchange =
        call("application/grpc-web-text", SENT.getBytes(UTF_8)).header("TE", "chunked");
    ask(handler(Map.of()), exchange);
    assertThat(exchange.outbound.headers.all("te")).containsExactly("trailers");
  }

  @Test
  void aPathMayBeTheOneWithoutTheRoutesPrefix() {
    FakeExchange exchange =
        new FakeExchange("POST", "/prefix" + CALL)
            .header("Content-Type", "application/json")
            .body("{\"greeting\":\"heya\"}");
    exchange.outbound.path = CALL;
    Verdict.Answer refused = (Verdict.Answer) ask(handler(Map.of("proto", PROTO)), exchange);
    assertThat(refused.status()).isEqualTo(400);

    GrpcWebHandler stripped = handler(Map.of("proto", PROTO, "pass_stripped_path", true));
    assertThat(ask(stripped, exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.path).isEqualTo(CALL);
    assertThat(exchange.outbound.body).isEqualTo(bytes(SENT));
    assertThat(answer(stripped, exchange, bytes(ANSWER)))
        .asString(UTF_8)
        .isEqualTo("{\"reply\":\"hello heya\"}");
  }

  @Test
  void base64BodiesAreDecodedAndWrittenAgain() {
    GrpcWebHandler handler = handler(Map.of());
    FakeExchange exchange = call("application/grpc-web-text", SENT.getBytes(UTF_8));

    ask(handler, exchange);
    assertThat(exchange.outbound.body).isEqualTo(bytes(SENT));

    handler.onResponse(exchange);
    String part =
        handler.onBody(exchange, Unpooled.copiedBuffer(bytes(ANSWER)), false).toString(UTF_8);
    assertThat(part + handler.onBody(exchange, null, true).toString(UTF_8)).isEqualTo(ANSWER + END);
  }

  @Test
  void piecesOfBase64AreDecodedOneByOne() {
    FakeExchange exchange =
        call("application/grpc-web-text", "AAAAAAY=CgRoZXlh\r\n".getBytes(UTF_8));
    ask(handler(Map.of()), exchange);
    assertThat(exchange.outbound.body).isEqualTo(bytes(SENT));
  }

  @Test
  void plainJsonIsTranslatedBothWays() {
    GrpcWebHandler handler = handler(Map.of("proto", PROTO));
    FakeExchange exchange = call("application/json", "{\"greeting\":\"heya\"}".getBytes(UTF_8));

    assertThat(ask(handler, exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.body).isEqualTo(bytes(SENT));
    assertThat(answer(handler, exchange, bytes(ANSWER)))
        .asString(UTF_8)
        .isEqualTo("{\"reply\":\"hello heya\"}");
  }

  @Test
  void framedJsonKeepsItsFramesAndGetsTrailers() {
    GrpcWebHandler handler = handler(Map.of("proto", PROTO));
    byte[] json = GrpcFrames.frame(0, "{\"greeting\":\"heya\"}".getBytes(UTF_8));
    FakeExchange exchange = call("application/grpc-web+json", json);

    ask(handler, exchange);
    assertThat(exchange.outbound.body).isEqualTo(bytes(SENT));
    assertThat(answer(handler, exchange, bytes(ANSWER)))
        .asString(ISO_8859_1)
        .isEqualTo(
            "\0\0\0\0\26{\"reply\":\"hello heya\"}"
                + "\u0080\0\0\0\36grpc-status:0\r\ngrpc-message:\r\n");
  }

  @Test
  void theUpstreamsStatusIsTold() {
    GrpcWebHandler handler = handler(Map.of());
    FakeExchange late = call("application/grpc-web", bytes(SENT));
    ask(handler, late);
    late.response.trailers = new FakeHeaders();
    late.response.trailers.add("grpc-status", "5");
    late.response.trailers.add("grpc-message", "none");
    late.response.trailers.add("x-more", "1");
    assertThat(answer(handler, late, new byte[0]))
        .asString(ISO_8859_1)
        .endsWith("grpc-status:5\r\ngrpc-message:none\r\nx-more:1\r\n");

    FakeExchange early = call("application/grpc-web", bytes(SENT));
    ask(handler, early);
    early.response.headers.add("grpc-status", "12");
    assertThat(answer(handler, early, new byte[0]))
        .asString(ISO_8859_1)
        .endsWith("grpc-status:12\r\ngrpc-message:\r\n");
  }

  @Test
  void preflightsAreAnswered() {
    GrpcWebHandler handler = handler(Map.of("allow_origin_header", "https://shop.example"));
    FakeExchange exchange = new FakeExchange("OPTIONS", CALL);
    Verdict.Answer answer = (Verdict.Answer) ask(handler, exchange);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).asString(UTF_8).isEqualTo("OK");
    assertThat(answer.headers())
        .contains(
            Map.entry("Access-Control-Allow-Methods", "POST"),
            Map.entry("Access-Control-Allow-Headers", "content-type,x-grpc-web,x-user-agent"));
    assertThat(exchange.response.headers.get("access-control-allow-origin"))
        .isEqualTo("https://shop.example");
    assertThat(handler.wantsBody(exchange)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | /hello.HelloService/Gone | {} | Unknown path \"/hello.HelloService/Gone\"",
        "application/json | /hello.HelloService/SayHello | {x | decode json err: a member's name"
            + " expected at character 2",
        "application/json | /hello.HelloService/SayHello | 1 | body must be a table",
        "application/json | /hello.HelloService/SayHello | {\"greeting\":1} | field 'greeting':"
            + " Long (expected: a text)",
        "application/grpc-web-text | /hello.HelloService/SayHello | ä | Illegal base64 character",
        "text/css | /hello.HelloService/SayHello | x | Unknown content type \"text/css\""
      },
      quoteCharacter = '`')
  void whatCantBeTranslatedIsRefused(String type, String path, String body, String reason) {
    FakeExchange exchange =
        new FakeExchange("POST", path.trim()).header("Content-Type", type.trim()).body(body.trim());
    Verdict.Answer answer = (Verdict.Answer) ask(handler(Map.of("proto", PROTO)), exchange);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).asString(UTF_8).startsWith(reason.trim());
  }

  @Test
  void jsonNeedsAFile() {
    Verdict.Answer answer =
        (Verdict.Answer) ask(handler(Map.of()), call("application/json", new byte[0]));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .asString(UTF_8)
        .isEqualTo("transcoding requests require a .proto file defining the service");
  }

  @Test
  void aTextThatIsNoProtoFileIsRefused() {
    assertThatThrownBy(() -> handler(Map.of("proto", "message A { B b = 1; }")))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining("no type 'B'");
  }

  @Test
  void answersOfTheGatewayStayAsTheyAre() {
    GrpcWebHandler handler = handler(Map.of());
    FakeExchange exchange = call("application/grpc-web", bytes(SENT));
    ask(handler, exchange);
    exchange.response.fromUpstream = false;
    exchange.response.headers.set("Content-Type", "text/plain");
    handler.onResponse(exchange);
    assertThat(exchange.response.headers.get("content-type")).isEqualTo("text/plain");
    assertThat(handler.wantsBody(exchange)).isFalse();
  }
}
