package io.troop.plugins.responseratelimiting;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import org.jspecify.annotations.Nullable;

/// What becomes of answers, wherever costs are counted. *Thread-safe.*
sealed class CostAnswers implements Handler.OnResponse, Handler.OnBody
    permits LocalHandler, RedisHandler {
  final CostLimits limits;

  CostAnswers(CostLimits limits) {
    this.limits = limits;
  }

  @Override
  public void onResponse(Exchange exchange) {
    limits.onResponse(exchange);
  }

  @Override
  public boolean wantsBody(Exchange exchange) {
    return limits.wantsBody(exchange);
  }

  @Override
  public @Nullable ByteBuf onBody(Exchange exchange, @Nullable ByteBuf part, boolean last) {
    return limits.onBody(part);
  }
}
