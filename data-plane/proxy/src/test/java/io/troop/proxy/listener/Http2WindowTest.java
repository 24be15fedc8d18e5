package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.DataInputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How much Netty's codec sends behind [JointFlush].
@Timeout(60)
final class Http2WindowTest {

  /// What a client allows that says nothing.
  private static final int WINDOW = 65_535;

  private static final int DATA = 0;
  private static final int PING = 6;

  /// Answers with a long body, and with more of it whenever there is room, as when an upstream is
  /// read on.
  private static final class Answering extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Http2HeadersFrame) {
        context
            .executor()
            .execute(() -> {
              context.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
              context.flush();
              more(context);
            });
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      more(context);
    }

    private static void more(ChannelHandlerContext context) {
      for (int i = 0; i < 50 && context.channel().isWritable(); i++) {
        part(context, 3000);
      }
      context.flush();
    }

    private static void part(ChannelHandlerContext context, int length) {
      ByteBuf part = Unpooled.wrappedBuffer(new byte[length]);
      context.write(new DefaultHttp2DataFrame(part, false));
    }
  }

  private static Channel server(EventLoopGroup loops) {
    ChannelInitializer<Channel> stream =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(55_000, 58_000));
            channel.pipeline().addLast(new Answering());
          }
        };
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(4000, 20_000))
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel connection) {
                connection
                    .pipeline()
                    .addLast(
                        new JointFlush(),
                        Http2FrameCodecBuilder.forServer().build(),
                        new Http2MultiplexHandler(stream));
              }
            })
        .bind(InetAddress.getLoopbackAddress(), 0)
        .syncUninterruptibly()
        .channel();
  }

  /// The connection's buffer fills in the middle of a frame and empties at once; what a stream
  /// writes on that occasion must be counted, too.
  @Test
  void aStreamSendsNoMoreThanItsClientAllows() throws Exception {
    try (var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory())) {
      int port = ((InetSocketAddress) server(loops).localAddress()).getPort();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        OutputStream out = socket.getOutputStream();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.write(frame(4, 0)); // SETTINGS
        out.write(frame(1, 3, 0x82, 0x84, 0x87, 0x41, 1, 'h')); // HEADERS of GET https://h/
        int bytes = 0;
        while (bytes < WINDOW) {
          bytes += Math.max(0, next(in));
        }
        for (int ping = 0; ping < 3; ping++) { // What is still to come is sent before the last one.
          out.write(frame(PING, 0, 1, 2, 3, 4, 5, 6, 7, 8));
          for (int length = next(in); length >= 0; length = next(in)) {
            bytes += length;
          }
        }
        assertThat(bytes).isEqualTo(WINDOW);
      }
    }
  }

  private static byte[] frame(int type, int stream, int... content) {
    ByteBuf frame = Unpooled.buffer().writeMedium(content.length);
    frame.writeByte(type).writeByte(type == 1 ? 5 : 0).writeInt(stream);
    for (int b : content) {
      frame.writeByte(b);
    }
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    return bytes;
  }

  /// Reads a frame: the length of DATA, -1 for PING, 0 for others.
  private static int next(DataInputStream in) throws Exception {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    in.readNBytes(5 + length);
    return type == DATA ? length : type == PING ? -1 : 0;
  }
}
