package io.troop.plugins.responsetransformeradvanced;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Headers;
import io.troop.transform.Gzip;
import io.troop.transform.WholeBody;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes headers at once, and bodies when they are whole. *Thread-safe.*
final class ResponseTransformerAdvancedHandler implements Handler.OnResponse, Handler.OnBody {
  private static final Logger log =
      LoggerFactory.getLogger(ResponseTransformerAdvancedHandler.class);
  private static final int LIMIT = 32 << 20;
  private static final Exchange.Slot<Held> HELD =
      new Exchange.Slot<>("response-transformer-advanced");

  private final ResponseTransformerAdvancedConfig config;
  private final Map<Integer, Changes> byStatus = new ConcurrentHashMap<>();

  private record Held(WholeBody body, UnaryOperator<byte[]> change) {}

  ResponseTransformerAdvancedHandler(ResponseTransformerAdvancedConfig config) {
    this.config = config;
    byStatus.put(200, new Changes(config, 200)); // What can't be read is found out here.
  }

  @Override
  public void onResponse(Exchange exchange) {
    Exchange.Response response = exchange.response();
    Headers.Mutable headers = response.headers();
    Changes changes = byStatus.computeIfAbsent(response.status(), s -> new Changes(config, s));
    String encoding = headers.get("content-encoding");
    boolean wanted = changes.wantsBody(headers.get("content-type"));
    changes.apply(headers);
    if (!wanted) {
      return;
    }
    if (changes.replacesBody()) {
      headers.remove("content-encoding");
      hold(exchange, changes::apply);
    } else if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      hold(exchange, changes::apply);
    } else if (encoding.equalsIgnoreCase("gzip")) {
      hold(exchange, body -> unpacked(body, changes));
    }
  }

  private static void hold(Exchange exchange, UnaryOperator<byte[]> change) {
    exchange.set(HELD, new Held(new WholeBody(LIMIT), change));
  }

  private static byte[] unpacked(byte[] body, Changes changes) {
    try {
      return Gzip.packed(changes.apply(Gzip.unpacked(body, LIMIT)));
    } catch (IOException e) {
      log.warn("a body was not changed: {}", e.getMessage());
      return body;
    }
  }

  @Override
  public boolean wantsBody(Exchange exchange) {
    return exchange.get(HELD) != null;
  }

  @Override
  public @Nullable ByteBuf onBody(Exchange exchange, @Nullable ByteBuf part, boolean last) {
    Held held = exchange.get(HELD);
    return held == null ? part : held.body.take(part, last, held.change);
  }
}
