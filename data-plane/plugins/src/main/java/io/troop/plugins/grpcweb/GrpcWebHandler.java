package io.troop.plugins.grpcweb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Service;
import io.troop.plugin.form.RequestDocuments;
import io.troop.protobuf.ProtoMethod;
import io.troop.protobuf.ProtoSchema;
import io.troop.protobuf.RefusedCall;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Translates calls and their answers. *Thread-safe.*
final class GrpcWebHandler implements Handler.OnRequestAsync, Handler.OnResponse, Handler.OnBody {
  private static final int LIMIT = 32 << 20;
  private static final Exchange.Slot<WebCall> CALL = new Exchange.Slot<>("grpc-web");

  private final GrpcWebConfig config;
  private final @Nullable ProtoSchema schema;

  /// @throws io.troop.protobuf.ProtoException when the `.proto` file can't be used
  GrpcWebHandler(GrpcWebConfig config) {
    this.config = config;
    this.schema = config.proto() == null ? null : ProtoSchema.load(config.proto());
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    if (config.allowOriginHeader() != null) {
      exchange.response().headers().set("Access-Control-Allow-Origin", config.allowOriginHeader());
    }
    if (exchange.request().method().equals("OPTIONS")) {
      return Mono.just(preflight());
    }
    boolean stripped = Boolean.TRUE.equals(config.passStrippedPath());
    String path = stripped ? exchange.outbound().path() : exchange.request().path();
    if (callsGrpc(exchange)) {
      exchange.outbound().path(path);
    }
    WebCall call;
    try {
      call = call(exchange, path);
    } catch (IllegalArgumentException e) {
      return Mono.just(RefusedCall.because(e));
    }
    exchange.set(CALL, call);
    exchange.outbound().headers().set("Content-Type", "application/grpc");
    exchange.outbound().headers().set("TE", "trailers");
    return exchange
        .request()
        .body(LIMIT)
        .defaultIfEmpty(Unpooled.EMPTY_BUFFER)
        .<Verdict>map(body -> {
          exchange
              .outbound()
              .body(Unpooled.wrappedBuffer(call.upstream(ByteBufUtil.getBytes(body))));
          return Verdict.PROCEED;
        })
        .onErrorResume(IllegalArgumentException.class, e -> Mono.just(RefusedCall.because(e)))
        .onErrorReturn(Exchange.BodyTooLarge.class, Verdict.error(413, "Payload too large"));
  }

  private static Verdict preflight() {
    return new Verdict.Answer(
        200,
        List.of(
            Map.entry("Content-Type", "application/grpc-web-text+proto"),
            Map.entry("Access-Control-Allow-Methods", "POST"),
            Map.entry("Access-Control-Allow-Headers", "content-type,x-grpc-web,x-user-agent")),
        "OK".getBytes(UTF_8),
        null);
  }

  private static boolean callsGrpc(Exchange exchange) {
    Service service = exchange.service();
    return service != null && service.protocol().startsWith("grpc");
  }

  private WebCall call(Exchange exchange, String path) {
    String mediaType = RequestDocuments.mediaType(exchange.request().headers().get("content-type"));
    WebFormat format = WebFormat.of(mediaType);
    if (format != null && !format.json()) {
      return new WebCall(mediaType, format, null, LIMIT);
    }
    if (schema == null) {
      throw new IllegalArgumentException(
          "transcoding requests require a .proto file defining the service");
    }
    ProtoMethod method = schema.method(path);
    if (method == null) {
      throw new IllegalArgumentException("Unknown path \"" + path + "\"");
    }
    if (format == null) {
      throw new IllegalArgumentException(
          "Unknown content type \"" + mediaType + "\" (expected: one of gRPC-Web's, or JSON)");
    }
    return new WebCall(mediaType, format, method, LIMIT);
  }

  @Override
  public void onResponse(Exchange exchange) {
    WebCall call = exchange.get(CALL);
    if (call != null && exchange.response().fromUpstream()) {
      exchange.response().headers().set("Content-Type", call.mediaType());
    }
  }

  @Override
  public boolean wantsBody(Exchange exchange) {
    return exchange.get(CALL) != null
        && exchange.response().fromUpstream()
        && exchange.request().method().equals("POST");
  }

  @Override
  public @Nullable ByteBuf onBody(Exchange exchange, @Nullable ByteBuf part, boolean last) {
    WebCall call = exchange.get(CALL);
    if (call == null) {
      return part;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (part != null) {
      byte[] bytes = ByteBufUtil.getBytes(part);
      part.release();
      out.writeBytes(call.downstream(bytes));
    }
    if (last) {
      Exchange.Response response = exchange.response();
      out.writeBytes(call.end(response.trailers(), response.headers()));
    }
    return Unpooled.wrappedBuffer(out.toByteArray());
  }
}
