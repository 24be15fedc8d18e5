package io.troop.plugins.grpcgateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.protobuf.ProtoSchema;
import io.troop.protobuf.RefusedCall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Translates calls and their answers. *Thread-safe.*
final class GrpcGatewayHandler
    implements Handler.OnRequestAsync, Handler.OnResponse, Handler.OnBody {
  private static final int LIMIT = 32 << 20;
  private static final Exchange.Slot<GatewayCall> CALL = new Exchange.Slot<>("grpc-gateway");

  private final @Nullable Bindings bindings;

  /// @throws io.troop.protobuf.ProtoException when the `.proto` file can't be used
  GrpcGatewayHandler(GrpcGatewayConfig config) {
    bindings = config.proto() == null ? null : new Bindings(ProtoSchema.load(config.proto()));
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    exchange.response().headers().set("Access-Control-Allow-Origin", "*");
    Exchange.Request request = exchange.request();
    if (request.method().equals("OPTIONS")) {
      return Mono.just(preflight());
    }
    GatewayCall call;
    try {
      call = call(request);
    } catch (IllegalArgumentException e) {
      return Mono.just(RefusedCall.because(e));
    }
    exchange.set(CALL, call);
    Mono<ByteBuf> body = call.readsBody() ? request.body(LIMIT) : Mono.empty();
    return body.defaultIfEmpty(Unpooled.EMPTY_BUFFER)
        .map(bytes -> translate(exchange, call, ByteBufUtil.getBytes(bytes)))
        .onErrorResume(IllegalArgumentException.class, e -> Mono.just(RefusedCall.because(e)))
        .onErrorReturn(Exchange.BodyTooLarge.class, Verdict.error(413, "Payload too large"));
  }

  private GatewayCall call(Exchange.Request request) {
    if (bindings == null) {
      throw new IllegalArgumentException(
          "transcoding requests require a .proto file defining the service");
    }
    return new GatewayCall(bindings.find(request.method(), request.path()), LIMIT);
  }

  private static Verdict translate(Exchange exchange, GatewayCall call, byte[] body) {
    Exchange.Outbound outbound = exchange.outbound();
    byte[] message = call.upstream(exchange.request().query(), body);
    outbound.headers().set("Content-Type", "application/grpc");
    outbound.headers().set("TE", "trailers");
    outbound.method("POST");
    outbound.path(call.path());
    outbound.query(null);
    outbound.body(Unpooled.wrappedBuffer(message));
    return Verdict.PROCEED;
  }

  private static Verdict preflight() {
    return new Verdict.Answer(
        200,
        List.of(
            Map.entry("Content-Type", "application/json"),
            Map.entry("Access-Control-Allow-Methods", "GET,POST,PATCH,DELETE"),
            Map.entry("Access-Control-Allow-Headers", "content-type")),
        "OK".getBytes(UTF_8),
        null);
  }

  @Override
  public void onResponse(Exchange exchange) {
    Exchange.Response response = exchange.response();
    if (exchange.get(CALL) != null && response.fromUpstream()) {
      response.headers().set("Content-Type", "application/json");
      String status = response.headers().get("grpc-status");
      if (status != null) {
        response.status(HttpStatus.of(status));
      }
    }
  }

  @Override
  public boolean wantsBody(Exchange exchange) {
    return exchange.get(CALL) != null && exchange.response().fromUpstream();
  }

  @Override
  public @Nullable ByteBuf onBody(Exchange exchange, @Nullable ByteBuf part, boolean last) {
    GatewayCall call = exchange.get(CALL);
    if (call == null) {
      return part;
    }
    byte[] bytes = new byte[0];
    if (part != null) {
      bytes = ByteBufUtil.getBytes(part);
      part.release();
    }
    return Unpooled.wrappedBuffer(call.downstream(bytes, last));
  }
}
