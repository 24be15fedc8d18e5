package io.troop.plugins.grpcgateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import io.troop.protobuf.GrpcFrames;
import io.troop.protobuf.MessageReader;
import io.troop.protobuf.MessageWriter;
import io.troop.protobuf.ProtoMethod;
import io.troop.protobuf.ProtoSchema;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcGatewayHandlerTest {
  private static final String PROTO =
      """
      syntax = "proto3";
      package target;
      import "google/protobuf/timestamp.proto";
      service Bouncer {
        rpc SayHello(Hello) returns (Hello) {
          option (google.api.http) = {
            get: "/v1/messages/{name}"
            additional_bindings {
              get: "/v1/messages/legacy/{name=**}"
              additional_bindings { post: "/v1/messages/" }
            }
            body: "*"
          };
        };
        rpc Bounce(Ball) returns (Ball) { option (google.api.http) = { post: "/bounce" body: "*" }; }
        rpc Part(Body) returns (Body) { option (google.api.http) = { put: "/part/{name}:set" body: "tail" }; }
        rpc Grow(Body) returns (Body) { option (google.api.http) = { get: "/v1/grow/tail" }; }
        rpc Nested(Body) returns (Body) { option (google.api.http) = { get: "/n/{tail.endings}" }; }
      }
      message Hello { string name = 1; bool boolean_test = 2; }
      message Ball { string message = 1; google.protobuf.Timestamp when = 2; repeated string array = 3; }
      message Limb { int32 count = 1; string endings = 2; }
      message Body { string name = 1; Limb hands = 2; Limb tail = 4; repeated int32 toes = 5; }
      """;
  private static final ProtoSchema SCHEMA = ProtoSchema.load(PROTO);
  private final GrpcGatewayHandler handler =
      Plugins.handler(
          GrpcGatewayHandler.class,
          "grpc-gateway",
          Json.write(Map.of("proto", PROTO)),
          new FakeHost());

  private Verdict ask(FakeExchange exchange) {
    return handler.onRequest(exchange).block(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET /v1/messages/john%20doe?boolean_test=true | | SayHello | {'name':'john doe','boolean_test':false}",
        "GET /v1/messages/legacy/a/b?boolean_test=1 | | SayHello | {'name':'a/b','boolean_test':true}",
        "GET /v1/messages/legacy/a?boolean_test=0 | | SayHello | {'name':'a','boolean_test':false}",
        "GET /v1/messages/legacy/a?boolean_test=false | | SayHello | {'name':'a','boolean_test':false}",
        "GET /v1/messages/a?arg1=1&arg2.test=2 | | SayHello | {'name':'a','boolean_test':false}",
        "POST /v1/messages/?name=x | {'name':'y'} | SayHello | {'name':'x','boolean_test':false}",
        "POST /bounce | {'message':'hi','when':'2024-01-02T03:04:05Z','array':[]} | Bounce"
            + " | {'message':'hi','when':'2024-01-02T03:04:05','array':[]}",
        "POST /bounce | {'message':'','when':'2024-01-02T03:04:05','array':['a']} | Bounce"
            + " | {'message':'','when':'2024-01-02T03:04:05','array':['a']}",
        "POST /bounce | | Bounce | {'message':'','array':[]}",
        "PUT /part/x:set | {'count':2} | Part | {'name':'x','tail':{'count':2,'endings':''},'toes':[]}",
        "GET /v1/grow/tail?name=l&hands.count=0&tail.count=4&tail.endings=t&toes=1&toes=2&none.x=1 | | Grow"
            + " | {'name':'l','hands':{'count':0,'endings':''},'tail':{'count':4,'endings':'t'},'toes':[1,2]}",
        "GET /n/tip | | Nested | {'name':'','tail':{'count':0,'endings':'tip'},'toes':[]}"
      })
  void requestsBecomeMessages(String line, String body, String method, String message) {
    String[] words = line.trim().split(" ");
    FakeExchange exchange =
        new FakeExchange(words[0], words[1])
            .body(body == null ? "" : body.replace('\'', '"'))
            .header("TE", "chunked");

    assertThat(ask(exchange)).isEqualTo(Verdict.PROCEED);

    assertThat(exchange.outbound.method).isEqualTo("POST");
    assertThat(exchange.outbound.path).isEqualTo("/target.Bouncer/" + method);
    assertThat(exchange.outbound.query).isNull();
    assertThat(exchange.outbound.headers.all("te")).containsExactly("trailers");
    ProtoMethod called = SCHEMA.method(exchange.outbound.path);
    byte[] sent = new GrpcFrames(1000).take(exchange.outbound.body).getFirst();
    assertThat(Json.write(MessageReader.read(called.input(), sent)))
        .isEqualTo(message.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET /v1/messages/john/bai | | failed to transcode .proto file Unknown path \"/v1/messages/john/bai\"",
        "DELETE /x | | failed to transcode .proto file Unknown method \"delete\"",
        "POST /bounce | {'message':null} | failed to encode payload",
        "POST /bounce | {'message':1} | failed to encode payload",
        "POST /bounce | {'message' | decode json err: ",
        "POST /bounce | {'message':'invalid} | decode json err: ",
        "POST /bounce | [] | body must be a table",
        "GET /v1/grow/tail?hands.count=x | | failed to encode payload"
      })
  void whatFitsNoMessageIsRefused(String line, String body, String reason) {
    String[] words = line.trim().split(" ");
    FakeExchange exchange =
        new FakeExchange(words[0], words[1]).body(body == null ? "" : body.replace('\'', '"'));
    Verdict.Answer answer = (Verdict.Answer) ask(exchange);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).asString(UTF_8).startsWith(reason);
    assertThat(exchange.response.headers.get("access-control-allow-origin")).isEqualTo("*");
  }

  private String answer(FakeExchange exchange, byte[]... parts) {
    handler.onResponse(exchange);
    assertThat(handler.wantsBody(exchange)).isTrue();
    StringBuilder out = new StringBuilder();
    for (byte[] part : parts) {
      append(out, handler.onBody(exchange, Unpooled.copiedBuffer(part), false));
    }
    append(out, handler.onBody(exchange, null, true));
    return out.toString();
  }

  private static void append(StringBuilder out, ByteBuf part) {
    out.append(part.toString(UTF_8));
    part.release();
  }

  @Test
  void messagesBecomeJson() {
    FakeExchange exchange = new FakeExchange("GET", "/v1/messages/x");
    ask(exchange);
    byte[] frame =
        GrpcFrames.frame(
            0,
            MessageWriter.write(
                SCHEMA.methods().getFirst().output(), Map.of("name", "hello x", "none", 1L)));
    assertThat(
            answer(
                exchange,
                java.util.Arrays.copyOf(frame, 3),
                java.util.Arrays.copyOfRange(frame, 3, frame.length)))
        .isEqualTo("{\"name\":\"hello x\",\"boolean_test\":false}");
    assertThat(exchange.response.headers.get("content-type")).isEqualTo("application/json");
  }

  @Test
  void whatIsNoGrpcPasses() {
    FakeExchange exchange = new FakeExchange("GET", "/v1/messages/x");
    ask(exchange);
    assertThat(answer(exchange, "<htm".getBytes(UTF_8), "l>".getBytes(UTF_8))).isEqualTo("<html>");
    FakeExchange small = new FakeExchange("GET", "/v1/messages/x");
    ask(small);
    assertThat(answer(small, "no".getBytes(UTF_8))).isEqualTo("no");
  }

  @ParameterizedTest
  @CsvSource({"0,200", "1,499", "3,400", "5,404", "12,500", "16,401", "14,503", "77,500", "x,500"})
  void grpcsStatusBecomesHttps(String grpc, int http) {
    FakeExchange exchange = new FakeExchange("GET", "/v1/messages/x");
    ask(exchange);
    exchange.response.headers.set("grpc-status", grpc);
    handler.onResponse(exchange);
    assertThat(exchange.response.status).isEqualTo(http);
    assertThat(exchange.response.headers.get("grpc-status")).isEqualTo(grpc);
  }

  @Test
  void emptyListsAndTextsOfAnswersStay() {
    FakeExchange exchange = new FakeExchange("POST", "/bounce");
    ask(exchange);
    byte[] frame = GrpcFrames.frame(0, new byte[0]);

    assertThat(answer(exchange, frame)).isEqualTo("{\"message\":\"\",\"array\":[]}");
  }

  @Test
  void preflightsAreAnswered() {
    Verdict.Answer answer = (Verdict.Answer) ask(new FakeExchange("OPTIONS", "/bounce"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .contains(
            Map.entry("Content-Type", "application/json"),
            Map.entry("Access-Control-Allow-Methods", "GET,POST,PATCH,DELETE"),
            Map.entry("Access-Control-Allow-Headers", "content-type"));
  }
}
