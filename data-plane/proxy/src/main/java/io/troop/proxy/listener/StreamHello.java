package io.troop.proxy.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import io.troop.proxy.listener.StreamListeners.Routed;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the server name in a TLS client's first message and lets it decide where the connection
/// goes; the message itself goes on to whoever is next. *One per connection.*
final class StreamHello extends AbstractSniHandler<Routed> {
  private static final int LONGEST = 1 << 14;
  private static final long PATIENCE_MILLIS = 10_000;

  private final StreamListeners listeners;

  StreamHello(StreamListeners listeners) {
    super(LONGEST, PATIENCE_MILLIS);
    this.listeners = listeners;
  }

  @Override
  protected Future<Routed> lookup(ChannelHandlerContext context, @Nullable String name) {
    String lower = name == null ? null : name.toLowerCase(Locale.ROOT);
    if (lower != null) {
      context.channel().attr(Clients.SNI).set(lower);
    }
    Routed routed = listeners.route(context.channel(), lower);
    return routed == null
        ? context.executor().newFailedFuture(new IllegalStateException("no route"))
        : context.executor().newSucceededFuture(routed);
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext context, @Nullable String name, Future<Routed> done) {
    Routed routed = done.getNow();
    if (!done.isSuccess() || routed == null) {
      context.close();
      return;
    }
    if (routed.passesThrough()) {
      listeners.passThrough(context.channel(), routed);
    } else {
      listeners.terminate(context.channel(), routed);
    }
    context.pipeline().remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close(); // No TLS, or no end of the first message.
  }
}
