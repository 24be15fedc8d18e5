package io.troop.proxy.balance;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A name server on this machine that knows what it was told, and says no to the rest.
final class NameServer implements AutoCloseable {
  private record Key(String name, DnsRecordType type) {}

  private record Line(int ttl, byte[] content) {}

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<Key, List<Line>> lines = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Channel channel;
  private volatile DnsResponseCode refusal = DnsResponseCode.NXDOMAIN;

  NameServer() {
    channel =
        new Bootstrap()
            .group(loops)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    made.pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new Answers());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      String name = question.name().replaceFirst("\\.$", "");
      asked.add(question.type().name() + " " + name);
      List<Line> found = lines.getOrDefault(new Key(name, question.type()), List.of());
      boolean known = lines.keySet().stream().anyMatch(key -> key.name.equals(name));
      var response =
          new DatagramDnsResponse(
              query.recipient(),
              query.sender(),
              query.id(),
              query.opCode(),
              known ? DnsResponseCode.NOERROR : refusal);
      response.addRecord(
          DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
      for (Line line : found) {
        response.addRecord(
            DnsSection.ANSWER,
            new DefaultDnsRawRecord(
                question.name(),
                question.type(),
                line.ttl(),
                Unpooled.wrappedBuffer(line.content())));
      }
      context.writeAndFlush(response);
    }
  }

  NameServer address(String name, int ttl, String... addresses) {
    for (String address : addresses) {
      byte[] octets = InetAddress.ofLiteral(address).getAddress();
      add(name, octets.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA, ttl, octets);
    }
    return this;
  }

  NameServer service(String name, int ttl, int priority, int weight, int port, String host) {
    ByteBuf content = Unpooled.buffer();
    content.writeShort(priority).writeShort(weight).writeShort(port);
    for (String label : host.split("\\.", -1)) {
      content.writeByte(label.length()).writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    content.writeByte(0);
    byte[] octets = new byte[content.readableBytes()];
    content.readBytes(octets);
    add(name, DnsRecordType.SRV, ttl, octets);
    return this;
  }

  /// What it says of names it does not know.
  void refusing(DnsResponseCode code) {
    refusal = code;
  }

  private void add(String name, DnsRecordType type, int ttl, byte[] content) {
    lines
        .computeIfAbsent(new Key(name, type), _ -> new CopyOnWriteArrayList<>())
        .add(new Line(ttl, content));
  }

  InetSocketAddress socket() {
    return (InetSocketAddress) channel.localAddress();
  }

  /// Type and name of all questions so far.
  List<String> asked() {
    return asked;
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loops.shutdownGracefully();
  }
}
