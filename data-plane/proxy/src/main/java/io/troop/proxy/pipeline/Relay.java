package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Service;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.balance.TargetPicker;
import io.troop.proxy.http.BodySink;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.http.ResponseHead;
import io.troop.proxy.relay.AnswerSink;
import io.troop.proxy.relay.ConnectionTaker;
import io.troop.proxy.relay.Http2Stream;
import io.troop.proxy.relay.Origin;
import io.troop.proxy.relay.UpstreamCarrier;
import io.troop.proxy.relay.UpstreamConnection;
import io.troop.proxy.relay.UpstreamFailure;
import io.troop.proxy.relay.UpstreamPools;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one exchange to an upstream and its answer back: picks a target, gets a connection, sends,
/// and tries the next target when that fails and nothing is lost by it. *Confined to one event
/// loop.*
final class Relay implements ConnectionTaker, AnswerSink {

  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  private final RequestPipeline pipeline;
  private final HttpExchange exchange;
  private final UpstreamTls tls;
  private final Upload upload = new Upload();
  private @Nullable TargetPicker picker;
  private @Nullable Peer peer;
  private @Nullable UpstreamCarrier connection;
  private final List<Exchange.Attempt> failedAttempts = new ArrayList<>(0);
  private long attemptNanos;
  private long connectedNanos;
  private int triesLeft;
  private int status;
  private boolean reused;
  private boolean cancelled;
  private boolean corked;
  private boolean waited;

  Relay(RequestPipeline pipeline, HttpExchange exchange, UpstreamTls tls) {
    this.pipeline = pipeline;
    this.exchange = exchange;
    this.tls = tls;
    Service service = exchange.service();
    triesLeft = service == null ? 5 : service.retries();
  }

  void start() {
    UpstreamRequest request = exchange.outbound();
    picker =
        exchange
            .config()
            .targets(exchange.match(), Objects.requireNonNull(request.host()), request.port());
    exchange.noting();
    choose(picker.pick(exchange, exchange.match(), null));
  }

  private void choose(TargetPicker.Choice choice) {
    if (!(choice instanceof TargetPicker.Pending)) {
      noteLookup(choice);
    }
    switch (choice) {
      case Peer chosen -> attempt(chosen, false);
      // Kong has no text of its own for a retry that finds no target.
      case TargetPicker.NoPeer none ->
          pipeline.unreachable(
              exchange, none.status(), exchange.wasProxied() ? null : none.message());
      case TargetPicker.Pending pending -> {
        waited = true;
        var loop = exchange.downstream().loop().eventLoop();
        exchange.waitingFor(
            pending
                .choice()
                .subscribe(
                    later -> loop.execute(() -> chosenLater(later)),
                    problem -> loop.execute(() -> pipeline.failed(exchange, problem))));
      }
    }
  }

  /// A name that stands for addresses is looked up for each try, if only in memory.
  private void noteLookup(TargetPicker.Choice choice) {
    TraceNotes notes = exchange.notes();
    RequestTimes times = exchange.times();
    if (notes == null && times == null) {
      return;
    }
    String name = picker == null ? null : picker.lookedUp();
    if (times != null) {
      if (name != null) {
        times.lookedUp(name, waited);
        times.begin();
      }
      times.ended("balancer");
      times.accessOver();
    }
    if (notes != null && name != null) {
      UpstreamRequest request = exchange.outbound();
      notes.lookedUp(
          name, request.port(), choice instanceof Peer found ? found.address().getAddress() : null);
    }
  }

  private void chosenLater(TargetPicker.Choice choice) {
    exchange.waitingFor(null);
    if (cancelled || exchange.isOver()) {
      if (choice instanceof Peer unused) {
        unused.released();
      }
      return;
    }
    choose(choice);
  }

  private void attempt(Peer chosen, boolean fresh) {
    peer = chosen;
    attemptNanos = exchange.downstream().loop().ticks().nanos();
    exchange.sentAt(attemptNanos);
    exchange.target(
        new Exchange.Target(
            chosen.host(), chosen.address().getAddress(), chosen.address().getPort()));
    UpstreamRequest request = exchange.outbound();
    Origin origin = new Origin(chosen.address(), request.isTls() ? secured(chosen) : null);
    UpstreamPools pools = exchange.downstream().loop().pools();
    if (request.isGrpc()) {
      pools.http2().take(origin, request.connectTimeout(), this);
    } else {
      pools.take(origin, request.connectTimeout(), fresh, this);
    }
  }

  /// The name of the handshake is that of the request, as nginx's `proxy_ssl_name`.
  private Origin.Tls secured(Peer chosen) {
    UpstreamRequest request = exchange.outbound();
    String host = request.headers().get(KnownHeader.HOST);
    String name = host == null ? chosen.serverName() : host.replaceFirst(":\\d*$", "");
    return tls.of(exchange.config(), exchange.match(), chosen, name, request.isGrpc());
  }

  @Override
  public void connected(UpstreamCarrier connection, boolean reused) {
    if (cancelled) {
      connection.abort();
      return;
    }
    this.connection = connection;
    this.reused = reused;
    UpstreamRequest request = exchange.outbound();
    long now = exchange.downstream().loop().ticks().nanos();
    connectedNanos = now;
    connection.begin(
        this,
        exchange.head().isHead(),
        now,
        request.writeTimeout().toNanos(),
        request.readTimeout().toNanos());
    corked = true;
    Peer target = Objects.requireNonNull(peer);
    switch (connection) {
      case UpstreamConnection http1 -> http1.write(RequestWriter.head(exchange, target));
      case Http2Stream http2 -> http2.head(Http2RequestWriter.head(exchange, target));
    }
    sendBody(connection, request, now);
    corked = false;
    connection.flush();
  }

  private void sendBody(UpstreamCarrier connection, UpstreamRequest request, long now) {
    ByteBuf body = RequestWriter.body(exchange, request);
    if (body != null) {
      if (body.isReadable()) {
        connection.write(body.retainedSlice());
      }
      connection.requestSent(now);
    } else if (exchange.head().hasBody()) {
      exchange.requestBody().flowTo(limited());
    } else {
      connection.requestSent(now);
    }
  }

  /// A body whose length was announced has been checked before.
  private BodySink limited() {
    long most = exchange.settings().maxBody();
    return most == 0 || exchange.head().contentLength() >= 0
        ? upload
        : new LimitedBody(upload, most, () -> pipeline.refuse(exchange, 413));
  }

  /// Passes the client's body on.
  private final class Upload implements BodySink {
    @Override
    public void part(ByteBuf part) {
      UpstreamCarrier to = connection;
      if (to == null || cancelled) {
        part.release();
        return;
      }
      RequestWriter.part(exchange, to, part);
      to.touched(exchange.downstream().loop().ticks().nanos());
      if (!corked) {
        to.flush();
      }
      if (!to.isWritable()) {
        exchange.downstream().bodyReading(false);
      }
    }

    @Override
    public void end() {
      UpstreamCarrier to = connection;
      if (to == null || cancelled) {
        return;
      }
      RequestWriter.end(exchange, to);
      to.requestSent(exchange.downstream().loop().ticks().nanos());
      if (!corked) {
        to.flush();
      }
    }
  }

  @Override
  public void notConnected(UpstreamFailure failure, String detail) {
    if (cancelled) {
      return;
    }
    tryNext(failure, detail);
  }

  @Override
  public void failed(UpstreamFailure failure, String detail) {
    connection = null;
    if (cancelled) {
      return;
    }
    if (exchange.isAnswering()) {
      warn(failure, detail);
      end(failure);
      pipeline.abort(exchange);
    } else if (!canRepeat()) {
      giveUp(failure, detail);
    } else if (reused && failure == UpstreamFailure.CLOSED) {
      // The upstream closed a connection that had been waiting, before it saw this request.
      reused = false;
      attempt(Objects.requireNonNull(peer), true);
    } else {
      tryNext(failure, detail);
    }
  }

  /// A request that may have had an effect is not sent twice, nor one whose body has gone.
  private boolean canRepeat() {
    return exchange.requestBody().isWhole()
        && switch (exchange.outbound().method()) {
          case "POST", "PATCH", "LOCK" -> false;
          default -> true;
        };
  }

  private void tryNext(UpstreamFailure failure, String detail) {
    if (triesLeft <= 0) {
      giveUp(failure, detail);
      return;
    }
    triesLeft--;
    warn(failure, detail);
    Peer last = Objects.requireNonNull(peer);
    end(failure);
    exchange.noting();
    choose(Objects.requireNonNull(picker).pick(exchange, exchange.match(), last));
  }

  private void giveUp(UpstreamFailure failure, String detail) {
    warn(failure, detail);
    end(failure);
    pipeline.unreachable(exchange, failure.isTimeout() ? 504 : 502, null);
  }

  private void warn(UpstreamFailure failure, String detail) {
    log.warn(
        "request {}: upstream {}: {} ({})",
        exchange.id(),
        peer == null ? "" : peer.address(),
        failure.text(),
        detail);
  }

  /// Every target that was tried: those that failed, and the one that answered.
  List<Exchange.Attempt> attempts() {
    if (status == 0 || exchange.target() == null) {
      return List.copyOf(failedAttempts);
    }
    List<Exchange.Attempt> all = new ArrayList<>(failedAttempts);
    Exchange.Attempt own = attempt(exchange.target(), connectedNanos - attemptNanos, null);
    // Kong: an upstream's own failure is one of the try when there is no other left.
    all.add(
        status > 499 && triesLeft <= 0
            ? new Exchange.Attempt(
                own.address(), own.port(), own.startedAt(), own.nanos(), "failed", status)
            : own);
    return all;
  }

  private Exchange.Attempt attempt(
      Exchange.Target target, long nanos, @Nullable UpstreamFailure failure) {
    LoopResources loop = exchange.downstream().loop();
    return new Exchange.Attempt(
        target.address(),
        target.port(),
        loop.clock().instant().minusNanos(loop.ticks().nanos() - attemptNanos),
        nanos,
        failure == null ? null : "failed",
        failure == null ? null : failure.isTimeout() ? Integer.valueOf(504) : Integer.valueOf(502));
  }

  /// Tells the balancer how the attempt ended.
  private void end(UpstreamFailure failure) {
    Exchange.Target target = exchange.target();
    if (target != null && !exchange.isAnswering()) {
      long nanos = exchange.downstream().loop().ticks().nanos() - attemptNanos;
      failedAttempts.add(attempt(target, nanos, failure));
    }
    Peer tried = peer;
    peer = null;
    if (tried != null) {
      if (failure.isTimeout()) {
        tried.timedOut();
      } else {
        tried.refused();
      }
    }
  }

  @Override
  public void head(ResponseHead head) {
    long now = exchange.downstream().loop().ticks().nanos();
    exchange.headAt(now);
    status = head.status();
    exchange.response().upstreamStatus(status);
    if (peer != null) {
      peer.answered(status, now - exchange.sentNanos());
      String cookie = peer.setCookie();
      if (cookie != null) {
        ResponseRules.setCookie(head.headers(), cookie);
      }
    }
    if (status == 101 && !ForwardingRules.isWebSocket(exchange.head())) {
      Objects.requireNonNull(connection).abort();
      failed(UpstreamFailure.BAD_ANSWER, "it switched protocols unasked");
      return;
    }
    pipeline.answered(exchange, head);
    if (status == 101 && !cancelled) {
      exchange.downstream().tunnel(new Tunnel());
    }
  }

  /// Passes on what the client sends once protocols were switched.
  private final class Tunnel implements BodySink {
    @Override
    public void part(ByteBuf part) {
      UpstreamCarrier to = connection;
      if (to == null || cancelled) {
        part.release();
        return;
      }
      to.write(part);
      to.flush();
      if (!to.isWritable()) {
        exchange.downstream().bodyReading(false);
      }
    }

    @Override
    public void end() {
      if (connection != null) {
        connection.abort();
        connection = null;
      }
      pipeline.clientGone(exchange);
    }
  }

  @Override
  public void part(ByteBuf part) {
    pipeline.part(exchange, part);
    UpstreamCarrier from = connection;
    if (from != null && !exchange.downstream().isWritable()) {
      exchange.downstream().flush();
      if (!exchange.downstream().isWritable()) {
        from.reading(false);
      }
    }
  }

  @Override
  public void trailers(HeaderBlock trailers) {
    pipeline.trailers(exchange, trailers);
  }

  @Override
  public void end() {
    connection = null;
    if (peer != null) {
      peer.released();
      peer = null;
    }
    pipeline.end(exchange);
  }

  @Override
  public void readComplete() {
    exchange.downstream().flush();
  }

  @Override
  public void writable() {
    exchange.downstream().bodyReading(true);
  }

  /// The client takes more of the answer again.
  void downstreamWritable() {
    if (connection != null) {
      connection.reading(true);
    }
  }

  /// Nobody waits for the answer any more.
  void cancel() {
    cancelled = true;
    if (connection != null) {
      connection.abort();
      connection = null;
    }
    if (peer != null) {
      peer.released();
      peer = null;
    }
  }

  /// The status the upstream answered with; 0 before it did.
  int status() {
    return status;
  }
}
