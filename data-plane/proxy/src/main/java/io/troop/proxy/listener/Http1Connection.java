package io.troop.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.troop.plugin.Verdict.Answer;
import io.troop.proxy.http.BadMessage;
import io.troop.proxy.http.BodyDecoder;
import io.troop.proxy.http.BodySink;
import io.troop.proxy.http.HeadReader;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.http.RequestHead;
import io.troop.proxy.pipeline.Client;
import io.troop.proxy.pipeline.Downstream;
import io.troop.proxy.pipeline.HttpExchange;
import io.troop.proxy.pipeline.LoopResources;
import io.troop.proxy.pipeline.RequestPipeline;
import io.troop.proxy.relay.DeadlineTimer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's connection over HTTP/1: reads one request after the other and serves them in that
/// order. A request that arrives early waits until the one before it has been answered.
///
/// *Confined to one event loop.*
final class Http1Connection extends ChannelInboundHandlerAdapter implements Downstream {

  private static final Logger log = LoggerFactory.getLogger(Http1Connection.class);

  /// Bytes that may wait while nobody takes them; beyond it the socket is not read.
  private static final int MOST_UNREAD = 1 << 16;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// What the connection waits for, and so what an expired deadline means.
  private enum Wait {
    REQUEST,
    HEAD,
    BODY,
    WRITABLE,
    LINGER,
    EXCHANGE
  }

  private final Channel channel;
  private final Clients clients;
  private final LoopResources loop;
  private final RequestPipeline pipeline;
  private final ConnectionRules rules;
  private final Draining draining;
  private final HeadReader reader;
  private final BodyDecoder body = new BodyDecoder();
  private final Http1Answer answer;
  private final DeadlineTimer timer;
  private Wait wait = Wait.REQUEST;
  private @Nullable Client client;
  private @Nullable ByteBuf unread;
  private @Nullable HttpExchange exchange;
  private @Nullable BodySink bodySink;
  private @Nullable BodySink tunnel;
  private boolean expectsContinue;
  private boolean bodyPaused;
  private boolean answerEnded;
  private boolean processing;
  private boolean closing;
  private boolean opened;
  private int requests;

  Http1Connection(
      Channel channel,
      Clients clients,
      LoopResources loop,
      RequestPipeline pipeline,
      ConnectionRules rules,
      Draining draining) {
    this.channel = channel;
    this.clients = clients;
    this.loop = loop;
    this.pipeline = pipeline;
    this.rules = rules;
    this.draining = draining;
    reader = new HeadReader(rules.limits());
    answer = new Http1Answer(channel, loop);
    timer = new DeadlineTimer(loop.eventLoop(), loop.ticks(), this::expired);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (opened) {
      return;
    }
    opened = true;
    loop.counters().connectionOpened();
    waitFor(Wait.HEAD, rules.head());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      channelActive(context);
    }
  }

  // Reading.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (closing) {
      bytes.release();
      return;
    }
    ByteBuf before = unread;
    unread = before == null ? bytes : joined(before, bytes);
    process();
  }

  private ByteBuf joined(ByteBuf first, ByteBuf second) {
    if (!first.isReadable()) {
      first.release();
      return second;
    }
    ByteBuf joined =
        loop.allocator().directBuffer(first.readableBytes() + second.readableBytes() + 2048);
    joined.writeBytes(first).writeBytes(second);
    first.release();
    second.release();
    return joined;
  }

  /// Goes as far as what has been read and answered allows.
  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      while (!closing && step()) {
        // One step after the other.
      }
    } catch (BadMessage problem) {
      refuse(problem);
    } finally {
      processing = false;
    }
    if (unread != null && (closing || !unread.isReadable())) {
      unread.release();
      unread = null;
    }
    boolean full = unread != null && unread.readableBytes() > MOST_UNREAD;
    reading(!full && !bodyPaused);
  }

  private void reading(boolean on) {
    if (channel.config().isAutoRead() != on) {
      channel.config().setAutoRead(on);
    }
  }

  private boolean step() {
    ByteBuf in = unread;
    if (exchange == null) {
      return in != null && in.isReadable() && nextRequest(in);
    }
    if (tunnel != null) {
      if (in != null && in.isReadable()) {
        unread = null;
        tunnel.part(in);
      }
      return false;
    }
    if (!body.isDone()) {
      if (bodySink != null && in != null && in.isReadable()) {
        body.decode(in, bodySink);
        touched();
      }
      return body.isDone();
    }
    if (answerEnded) {
      endExchange();
      return true;
    }
    return false;
  }

  private boolean nextRequest(ByteBuf in) {
    RequestHead head = RequestHead.parse(reader, in);
    if (head == null) {
      if (wait == Wait.REQUEST) {
        waitFor(Wait.HEAD, rules.head());
      }
      return false;
    }
    wait = Wait.EXCHANGE;
    timer.disarm();
    requests++;
    answerEnded = false;
    bodySink = null;
    if (head.isChunked()) {
      body.startChunked();
    } else {
      body.startFixed(head.contentLength());
    }
    expectsContinue = expectsContinue(head);
    HttpExchange next = pipeline.open(head, this);
    exchange = next;
    answer.begin(head, head.keepsAlive() && requests < rules.requests());
    pipeline.serve(next);
    return true;
  }

  private static boolean expectsContinue(RequestHead head) {
    String expect = head.headers().get(KnownHeader.EXPECT);
    if (expect == null || head.version().equals("1.0")) {
      return false;
    }
    if (!expect.toLowerCase(Locale.ROOT).equals("100-continue")) {
      throw new BadMessage(417, "an Expect other than 100-continue");
    }
    return head.hasBody();
  }

  @Override
  public void receiveBody(BodySink sink) {
    bodySink = sink;
    if (body.isDone()) {
      sink.end();
      return;
    }
    if (expectsContinue && (unread == null || !unread.isReadable())) {
      answer.interim(CONTINUE);
    }
    expectsContinue = false;
    waitFor(Wait.BODY, rules.body());
    if (unread != null && unread.isReadable()) {
      // At once, so that the head and a small body leave in one piece.
      try {
        body.decode(unread, sink);
      } catch (BadMessage problem) {
        refuse(problem);
      }
      touched();
    }
    if (!processing) {
      process();
    }
  }

  private void touched() {
    if (wait == Wait.BODY) {
      if (body.isDone()) {
        wait = Wait.EXCHANGE;
        timer.disarm();
      } else {
        waitFor(Wait.BODY, rules.body());
      }
    }
  }

  @Override
  public void bodyReading(boolean on) {
    bodyPaused = !on;
    reading(on);
    if (on) {
      resumed();
      process();
    } else if (wait == Wait.BODY) {
      wait = Wait.EXCHANGE; // It is the upstream that takes its time.
      timer.disarm();
    }
  }

  private void resumed() {
    if (wait == Wait.EXCHANGE && bodySink != null && !body.isDone() && !answerEnded) {
      waitFor(Wait.BODY, rules.body());
    }
  }

  @Override
  public long bodyReceived() {
    return body.taken();
  }

  @Override
  public void tunnel(BodySink toUpstream) {
    timer.disarm();
    tunnel = toUpstream;
    answer.flush();
    process();
  }

  // Answering.

  @Override
  public Client client() {
    Client known = client;
    if (known == null) {
      known = clients.of(channel);
      client = known;
    }
    return known;
  }

  @Override
  public LoopResources loop() {
    return loop;
  }

  @Override
  public void head(int status, String reason, HeaderBlock headers, long length, boolean bodiless) {
    if (draining.isDraining() || expectsContinue) {
      // A client that was not told to go on may send its body, or not: nobody can tell.
      answer.closesAfterwards();
    }
    answer.head(status, reason, headers, length, bodiless);
  }

  @Override
  public void part(ByteBuf part) {
    answer.part(part);
  }

  @Override
  public void flush() {
    answer.flush();
  }

  @Override
  public long sent(boolean ending) {
    return answer.sent(ending);
  }

  @Override
  public boolean isWritable() {
    boolean writable = channel.isWritable();
    if (!writable && wait == Wait.EXCHANGE) {
      waitFor(Wait.WRITABLE, rules.send());
    }
    return writable;
  }

  @Override
  public void end() {
    answer.end();
    answerEnded = true;
    if (tunnel != null) {
      close();
      return;
    }
    if (!body.isDone()) {
      bodyPaused = false;
      bodySink = Discard.SINK;
      waitFor(Wait.LINGER, rules.linger());
    }
    process();
  }

  /// Request and answer are complete.
  private void endExchange() {
    exchange = null;
    bodySink = null;
    if (answer.keepsAlive() && !draining.isDraining()) {
      waitFor(Wait.REQUEST, rules.idle());
    } else {
      close();
    }
  }

  @Override
  public void abort() {
    answer.abort();
    closing = true;
    exchange = null;
    timer.close();
    channel.close();
  }

  // What goes wrong.

  private void refuse(BadMessage problem) {
    log.info("refused a request of {}: {}", channel.remoteAddress(), problem.getMessage());
    HttpExchange current = exchange;
    answer.closesAfterwards();
    if (current != null && !answerEnded) {
      body.stop(); // What follows has no beginning: it is not read.
      pipeline.refuse(current, problem.status());
      return;
    }
    if (!answerEnded || current == null) {
      Answer refusal = pipeline.refused(problem, loop.newId());
      answer.refusal(refusal);
    }
    close();
  }

  private void expired() {
    switch (wait) {
      case HEAD -> {
        if (reader.isWithinHead()) {
          refuse(new BadMessage(408, "the head took longer than " + rules.head()));
        } else {
          close();
        }
      }
      case BODY -> refuse(new BadMessage(408, "the body took longer than " + rules.body()));
      case REQUEST, WRITABLE, LINGER, EXCHANGE -> channel.close();
    }
  }

  private void waitFor(Wait next, Duration atMost) {
    wait = next;
    timer.arm(loop.ticks().nanos(), atMost.toNanos());
  }

  /// Closes once all that was written has been sent, or the client takes too long to take it.
  private void close() {
    closing = true;
    waitFor(Wait.LINGER, rules.send());
    answer.flush();
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!channel.isWritable()) {
      return;
    }
    if (wait == Wait.WRITABLE) {
      wait = Wait.EXCHANGE;
      timer.disarm();
    }
    if (exchange != null) {
      exchange.downstreamWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (Draining.EVENT.equals(event) && exchange == null && !reader.isWithinHead()) {
      close();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    loop.counters().connectionClosed();
    closing = true;
    timer.close();
    answer.abort();
    if (unread != null && !processing) {
      unread.release();
      unread = null;
    }
    HttpExchange current = exchange;
    exchange = null;
    if (tunnel != null) {
      tunnel.end();
    } else if (current != null && !answerEnded) {
      current.clientGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("connection of {} failed", channel.remoteAddress(), cause);
    Objects.requireNonNull(context).close();
  }
}
