package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Handler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The handlers that want to see the body of one answer, in order. *Confined to its event loop.*
final class BodyFilters {

  private final HttpExchange exchange;
  private final List<Handler.OnBody> handlers;

  private BodyFilters(HttpExchange exchange, List<Handler.OnBody> handlers) {
    this.exchange = exchange;
    this.handlers = handlers;
  }

  /// Null when nobody wants this body, so that it is relayed untouched.
  static @Nullable BodyFilters of(HttpExchange exchange) {
    Handler.OnBody[] all = exchange.chain().bodies();
    if (all.length == 0) {
      return null;
    }
    List<Handler.OnBody> wanting = new ArrayList<>(all.length);
    for (Handler.OnBody handler : all) {
      if (handler.wantsBody(exchange)) {
        wanting.add(handler);
      }
    }
    return wanting.isEmpty() ? null : new BodyFilters(exchange, wanting);
  }

  /// What to send in place of a part; null for nothing.
  @Nullable ByteBuf part(ByteBuf part) {
    return through(part, false);
  }

  /// What to send after all parts; null for nothing.
  @Nullable ByteBuf last() {
    return through(null, true);
  }

  private @Nullable ByteBuf through(@Nullable ByteBuf part, boolean last) {
    ByteBuf current = part;
    for (Handler.OnBody handler : handlers) {
      if (current == null && !last) {
        return null;
      }
      exchange.timing();
      current = handler.onBody(exchange, current, last);
      exchange.timed(handler);
    }
    if (current != null && !current.isReadable()) {
      current.release();
      return null;
    }
    return current;
  }
}
