package io.troop.plugins.responsetransformer;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.transform.MediaTypes;
import io.troop.transform.WholeBody;
import org.jspecify.annotations.Nullable;

/// Changes headers at once, and bodies when they are whole. *Thread-safe.*
final class ResponseTransformerHandler implements Handler.OnResponse, Handler.OnBody {
  private static final int LIMIT = 32 << 20;
  private static final Exchange.Slot<WholeBody> BODY = new Exchange.Slot<>("response-transformer");

  private final HeaderChanges headers;
  private final JsonChanges json;
  private final boolean changesBodies;

  ResponseTransformerHandler(ResponseTransformerConfig config) {
    this.headers = new HeaderChanges(config);
    this.json = new JsonChanges(config);
    this.changesBodies = config.changesBodies();
  }

  @Override
  public void onResponse(Exchange exchange) {
    headers.apply(exchange.response().headers());
  }

  @Override
  public boolean wantsBody(Exchange exchange) {
    return changesBodies && MediaTypes.isJson(exchange.response().headers().get("content-type"));
  }

  @Override
  public @Nullable ByteBuf onBody(Exchange exchange, @Nullable ByteBuf part, boolean last) {
    WholeBody body = exchange.get(BODY);
    if (body == null) {
      body = new WholeBody(LIMIT);
      exchange.set(BODY, body);
    }
    return body.take(part, last, json::apply);
  }
}
