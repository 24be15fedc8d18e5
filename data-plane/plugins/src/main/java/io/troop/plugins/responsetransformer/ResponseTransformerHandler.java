package io.troop.plugins.responsetransformer;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.transform.JsonEdits;
import io.troop.transform.MediaTypes;
import io.troop.transform.Pair;
import io.troop.transform.ResponseHeaderEdits;
import io.troop.transform.WholeBody;
import org.jspecify.annotations.Nullable;

/// Changes headers at once, and bodies when they are whole. *Thread-safe.*
final class ResponseTransformerHandler implements Handler.OnResponse, Handler.OnBody {
  private static final int LIMIT = 32 << 20;
  private static final Exchange.Slot<WholeBody> BODY = new Exchange.Slot<>("response-transformer");

  private final ResponseHeaderEdits headers;
  private final JsonEdits json;

  ResponseTransformerHandler(ResponseTransformerConfig config) {
    this.headers =
        new ResponseHeaderEdits(
            config.remove().headers(),
            config.rename().headers(),
            config.replace().headers(),
            config.add().headers(),
            config.append().headers());
    this.json =
        JsonEdits.plain(
            false,
            null,
            config.remove().json().stream().map(text -> Pair.of(text).name()).toList(),
            config.rename().json(),
            edits(config.replace()),
            edits(config.add()),
            edits(config.append()));
  }

  private static JsonEdits.Values edits(ResponseTransformerConfig.Values values) {
    return new JsonEdits.Values(values.json(), values.jsonTypes());
  }

  @Override
  public void onResponse(Exchange exchange) {
    headers.apply(exchange.response().headers());
  }

  @Override
  public boolean wantsBody(Exchange exchange) {
    return !json.isEmpty() && MediaTypes.isJson(exchange.response().headers().get("content-type"));
  }

  @Override
  public @Nullable ByteBuf onBody(Exchange exchange, @Nullable ByteBuf part, boolean last) {
    WholeBody body = exchange.get(BODY);
    if (body == null) {
      body = new WholeBody(LIMIT);
      exchange.set(BODY, body);
    }
    return body.take(part, last, json::changed);
  }
}
