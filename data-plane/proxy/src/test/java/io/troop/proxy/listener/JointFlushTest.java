package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JointFlushTest {

  private final List<String> events = new ArrayList<>();
  private int room = Integer.MAX_VALUE;
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new Transport(), new JointFlush(), new Codec());

  /// Notes when bytes are sent. It is full when as many messages wait as a test says.
  private final class Transport extends ChannelOutboundHandlerAdapter {
    private int waiting;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      promise.setSuccess();
      waiting++;
      if (waiting == room) {
        writable(context, false);
      }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      events.add("sent " + waiting);
      waiting = 0;
      if (!context.channel().isWritable()) {
        writable(context, true);
      }
    }

    private void writable(ChannelHandlerContext context, boolean now) {
      context.channel().unsafe().outboundBuffer().setUserDefinedWritability(1, now);
      context.fireChannelWritabilityChanged();
    }
  }

  /// Flushes three times for each message, as the streams of a connection do.
  private final class Codec extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      for (int i = 0; i < 3; i++) {
        context.writeAndFlush(Unpooled.copyInt(i));
      }
      events.add("read");
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
      events.add("read all");
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      events.add(context.channel().isWritable() ? "writable" : "full");
    }
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void whatIsWrittenWhileReadingLeavesTogether() {
    channel.writeInbound("a", "b");

    assertThat(events).containsExactly("read", "read", "read all", "sent 6");
  }

  /// Runs as a task of the event loop, as what upstreams answer does.
  private void task(Consumer<ChannelHandlerContext> written) {
    channel
        .eventLoop()
        .execute(() -> {
          written.accept(channel.pipeline().lastContext());
          events.add("written");
        });
    channel.runPendingTasks();
  }

  @Test
  void whatIsWrittenBetweenReadsLeavesTogetherSoonAfter() {
    task(codec -> {
      for (int i = 0; i < 10; i++) {
        codec.writeAndFlush(Unpooled.copyInt(i));
      }
    });

    assertThat(events).containsExactly("written", "sent 10");
  }

  @Test
  void onlySoManyWait() {
    task(codec -> {
      for (int i = 0; i < 130; i++) {
        codec.writeAndFlush(Unpooled.copyInt(i));
      }
    });

    assertThat(events).containsExactly("sent 64", "sent 64", "written", "sent 2");
  }

  /// A codec writes while it counts what it may: bytes must not leave before it has counted them.
  @Test
  void noWriteSendsAnything() {
    room = 3;
    task(codec -> {
      codec.writeAndFlush(Unpooled.copyLong(1));
      codec.write(Unpooled.copyLong(2));
      codec.write(Unpooled.copyLong(3));
      events.add("counted");
      codec.flush();
    });

    assertThat(events).startsWith("full", "counted", "sent 3", "writable", "written");
  }

  @Test
  void whatWaitsIsSentBeforeTheEnd() {
    channel.pipeline().lastContext().writeAndFlush(Unpooled.copyInt(1));
    channel.pipeline().lastContext().close();

    assertThat(events).containsExactly("sent 1");
  }
}
