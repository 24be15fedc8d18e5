package io.troop.proxy.listener;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/// Has what several streams of a connection have ready at the same time leave in one piece: one TLS
/// record and one system call. While bytes are read, the end of reading flushes; else a task that
/// runs once the event loop has served all that is ready now.
///
/// It never flushes within a write, as Netty's `FlushConsolidationHandler` does when the channel
/// becomes unwritable. The codec writes a frame in the middle of counting what a stream may send; a
/// flush there can make the channel writable again, which has the stream's upstream read on, whose
/// bytes join the very frame that is being counted: the client then gets more than it allowed.
///
/// *Confined to one event loop.*
final class JointFlush extends ChannelDuplexHandler {

  /// So many may wait for each other.
  private static final int MOST = 64;

  private int waiting;
  private boolean reading;
  private boolean scheduled;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    reading = false;
    flushWaiting(context);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    waiting++;
    if (waiting >= MOST || !context.channel().isWritable()) {
      flushWaiting(context);
    } else if (!reading && !scheduled) {
      scheduled = true;
      context
          .executor()
          .execute(() -> {
            scheduled = false;
            flushWaiting(context);
          });
    }
  }

  private void flushWaiting(ChannelHandlerContext context) {
    if (waiting > 0) {
      waiting = 0;
      context.flush();
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    reading = false;
    flushWaiting(context);
    context.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    flushWaiting(context);
  }
}
