package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.troop.plugin.Exchange;
import io.troop.plugin.Exchange.Part;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.Verdict.Answer;
import io.troop.plugin.entity.Route;
import io.troop.proxy.callout.CallWatch;
import io.troop.proxy.chain.Chain;
import io.troop.proxy.failure.Asker;
import io.troop.proxy.failure.FailureAnswers;
import io.troop.proxy.http.BadMessage;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.http.Reason;
import io.troop.proxy.http.RequestHead;
import io.troop.proxy.http.ResponseHead;
import io.troop.proxy.live.CompiledConfig;
import io.troop.proxy.live.LiveConfig;
import io.troop.routing.Match;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// The way of one request through the gateway, top to bottom. Start reading here.
///
/// *Thread-safe:* one pipeline serves all event loops; all it knows of a request is in the
/// exchange. Every step either answers the exchange or takes it one step further, at once or, when
/// it has to wait, later on the exchange's event loop.
public final class RequestPipeline {

  private static final Logger log = LoggerFactory.getLogger(RequestPipeline.class);

  private final LiveConfig live;
  private final PipelineSettings settings;
  private final FailureAnswers failures;
  private final UpstreamTls upstreamTls;
  private final Consumer<Exchange> accessLog;

  public RequestPipeline(
      LiveConfig live,
      PipelineSettings settings,
      FailureAnswers failures,
      UpstreamTls upstreamTls,
      Consumer<Exchange> accessLog) {
    this.live = live;
    this.settings = settings;
    this.failures = failures;
    this.upstreamTls = upstreamTls;
    this.accessLog = accessLog;
  }

  /// An exchange for a request whose head has been read; [#serve] is next.
  public HttpExchange open(RequestHead head, Downstream downstream) {
    HttpExchange exchange = new HttpExchange(head, downstream, this);
    downstream.loop().counters().requestStarted();
    return exchange;
  }

  /// Serves it.
  public void serve(HttpExchange exchange) {
    CompiledConfig config = live.get(); // Read once: a request sees one configuration to its end.
    exchange.begin(config);
    if (settings.maxBody() > 0 && exchange.head().contentLength() > settings.maxBody()) {
      refuse(exchange, 413);
      return;
    }
    if (exchange.head().method().equals("TRACE")) {
      refuse(exchange, 405); // nginx never serves it.
      return;
    }
    try {
      if (!rewrite(exchange, config.beforeRouting())) {
        return;
      }
      Match match = match(exchange, config);
      Answer refusal = match == null ? null : refusal(exchange, match.route());
      // Kong: a route that does not take the request's protocol counts as none for plugins.
      Match taken = refusal == null ? match : null;
      exchange.matched(taken, config.chain(taken, exchange.protocol()));
      if (refusal != null) {
        answer(exchange, refusal);
        return;
      }
      if (match == null) {
        Answer unknown = failures.noRoute(exchange.asker());
        answer(exchange, unknown, Handler.OnExit.Origin.NO_ROUTE);
        return;
      }
    } catch (RuntimeException problem) {
      failed(exchange, problem);
      return;
    }
    request(exchange, 0);
  }

  private static @Nullable Match match(HttpExchange exchange, CompiledConfig config) {
    exchange.noting();
    Match match = config.router().match(exchange.routeQuery());
    if (exchange.notes() != null) {
      exchange.notes().end(Part.Kind.ROUTER, "");
    }
    if (exchange.times() != null) {
      exchange.times().ended("access", "router");
    }
    return match;
  }

  /// The answer to a request whose head is to be refused. It has no exchange, because nothing in it
  /// can be trusted; the connection ends with this answer.
  ///
  /// @param id the request's id, from [LoopResources#newId]
  public Answer refused(BadMessage problem, String id) {
    PipelineSettings.Sent sent = settings.sent();
    Answer answer = failures.unexplained(problem.status(), new Asker(new HeaderBlock(), false, id));
    if (sent.server()) {
      answer = answer.with("Server", PipelineSettings.SERVER);
    }
    if (sent.responseLatency()) {
      answer = answer.with(KnownHeader.X_KONG_RESPONSE_LATENCY.text(), "0");
    }
    return sent.requestId() ? answer.with(KnownHeader.X_KONG_REQUEST_ID.text(), id) : answer;
  }

  /// Answers a request that is refused after its head was taken: its body is not as it must be, or
  /// does not come.
  public void refuse(HttpExchange exchange, int status) {
    if (exchange.isAnswering()) {
      abort(exchange);
    } else {
      cancel(exchange);
      answer(exchange, failures.unexplained(status, exchange.asker()));
    }
  }

  // Before routing.

  private boolean rewrite(HttpExchange exchange, Chain global) {
    exchange.matched(null, global);
    for (Handler.OnRewrite handler : global.rewrites()) {
      exchange.noting();
      Verdict verdict = handler.onRewrite(exchange);
      exchange.noted(Part.Kind.REWRITE, handler);
      if (verdict instanceof Answer answer) {
        answer(exchange, answer, Handler.OnExit.Origin.PLUGIN);
        return false;
      }
    }
    return true;
  }

  /// Whether the route takes requests of this protocol at all. A route without https serves TLS, as
  /// in Kong.
  private @Nullable Answer refusal(HttpExchange exchange, Route route) {
    List<String> protocols = route.protocols();
    boolean secure = exchange.request().forwardedScheme().equals("https");
    if (!secure && protocols.contains("https") && !protocols.contains("http")) {
      int status = route.httpsRedirectStatusCode();
      return status == 426 ? failures.httpsRequired(exchange.asker()) : redirect(exchange, status);
    }
    if (protocols.contains("grpc") || protocols.contains("grpcs")) {
      String type = exchange.head().headers().get(KnownHeader.CONTENT_TYPE);
      if (type == null || !type.startsWith("application/grpc")) {
        return failures.notGrpc(exchange.asker());
      }
      if (!exchange.head().version().equals("2")) {
        return failures.http2Required(exchange.asker());
      }
      if (!secure && !protocols.contains("grpc")) {
        return failures.grpcsRequired();
      }
    }
    return null;
  }

  private static Answer redirect(HttpExchange exchange, int status) {
    return Verdict.empty(status)
        .with(
            "Location", "https://" + exchange.request().forwardedHost() + exchange.head().target());
  }

  // The plugins' request phase.

  /// Runs the handlers from `index` on, then goes to the upstream.
  private void request(HttpExchange exchange, int index) {
    try {
      int at = index;
      while (at < exchange.chain().requests().length) {
        exchange.noting();
        Verdict verdict =
            switch (exchange.chain().requests()[at]) {
              case Handler.OnRequest handler -> handler.onRequest(exchange);
              case Handler.OnRequestAsync handler -> {
                await(exchange, at, handler.onRequest(exchange));
                yield null;
              }
              case Handler.OnRequestBlocking handler -> {
                block(exchange, at, handler);
                yield null;
              }
              default -> Verdict.PROCEED;
            };
        if (verdict == null) {
          return; // It goes on when the handler has decided.
        }
        exchange.noted(Part.Kind.ACCESS, exchange.chain().requests()[at]);
        if (verdict instanceof Answer answer) {
          answer(exchange, answer, Handler.OnExit.Origin.PLUGIN);
          return;
        }
        at = after(exchange, at);
      }
    } catch (RuntimeException problem) {
      pluginFailed(exchange, problem);
      return;
    }
    try {
      forward(exchange);
    } catch (RuntimeException problem) {
      failed(exchange, problem);
    }
  }

  /// The index of the next handler. Once a handler said who the client is, what is configured for
  /// that consumer takes part.
  private static int after(HttpExchange exchange, int index) {
    if (exchange.takeIdentityChange()) {
      exchange.chain(exchange.chain().identified(exchange.identity().consumerId(), index));
    }
    return index + 1;
  }

  private void await(HttpExchange exchange, int index, Mono<Verdict> pending) {
    EventLoop loop = exchange.downstream().loop().eventLoop();
    TraceNotes notes = exchange.notes();
    Mono<Verdict> watched =
        notes == null
            ? pending
            : pending.contextWrite(context -> context.put(CallWatch.class, notes));
    exchange.waitingFor(
        watched.subscribe(
            verdict -> onLoop(loop, () -> decided(exchange, index, verdict)),
            problem -> onLoop(loop, () -> pluginFailed(exchange, problem))));
  }

  private void block(HttpExchange exchange, int index, Handler.OnRequestBlocking handler) {
    EventLoop loop = exchange.downstream().loop().eventLoop();
    Thread.ofVirtual()
        .start(() -> {
          try {
            Verdict verdict = handler.onRequest(exchange);
            loop.execute(() -> decided(exchange, index, verdict));
          } catch (Exception problem) {
            if (problem instanceof InterruptedException) {
              Thread.currentThread().interrupt();
            }
            loop.execute(() -> pluginFailed(exchange, problem));
          }
        });
  }

  private static void onLoop(EventLoop loop, Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  private void decided(HttpExchange exchange, int index, Verdict verdict) {
    exchange.waitingFor(null);
    if (exchange.isOver() || exchange.isAnswering()) {
      return;
    }
    exchange.noted(Part.Kind.ACCESS, exchange.chain().requests()[index]);
    switch (verdict) {
      case Answer answer -> answer(exchange, answer, Handler.OnExit.Origin.PLUGIN);
      case Verdict.Proceed _ -> request(exchange, after(exchange, index));
    }
  }

  // To the upstream and back.

  private void forward(HttpExchange exchange) {
    if (exchange.outbound().host() == null) {
      answer(exchange, failures.noService(exchange.asker()));
      return;
    }
    if (exchange.outbound().body() == null && buffersBody(exchange)) {
      exchange.requestBody().settle(bodyBuffer(), () -> relay(exchange));
    } else {
      relay(exchange);
    }
  }

  /// Kong reads a body whole before it asks the upstream, unless the route says otherwise: the
  /// upstream gets it with its length, and can get it again. Here that is so for short ones.
  private static boolean buffersBody(HttpExchange exchange) {
    return exchange.head().hasBody()
        && exchange.match() != null
        && exchange.match().route().requestBuffering()
        && !exchange.outbound().isGrpc()
        && !ForwardingRules.isWebSocket(exchange.head());
  }

  private int bodyBuffer() {
    int most = settings.bodyBuffer();
    return settings.maxBody() == 0 ? most : (int) Math.min(most, settings.maxBody());
  }

  private void relay(HttpExchange exchange) {
    if (exchange.isOver() || exchange.isAnswering()) {
      return;
    }
    Relay relay = new Relay(this, exchange, upstreamTls);
    exchange.relay(relay);
    relay.start();
  }

  /// The upstream's answer has begun.
  void answered(HttpExchange exchange, ResponseHead head) {
    try {
      ResponseRules.strip(head, exchange.head());
      exchange.response().begin(head.status(), head.reason(), head.headers(), true);
      boolean bodiless = head.isBodiless(exchange.head().isHead());
      respond(exchange, head.contentLength(), bodiless);
    } catch (RuntimeException problem) {
      failed(exchange, problem);
    }
  }

  /// The upstream can't be reached, or gives no answer that may be passed on.
  void unreachable(HttpExchange exchange, int status, @Nullable String message) {
    exchange.response().failure();
    answer(
        exchange,
        message == null
            ? failures.unexplained(status, exchange.asker())
            : failures.error(status, message, exchange.asker()));
  }

  // To the client.

  private void answer(HttpExchange exchange, Answer answer) {
    answer(exchange, answer, Handler.OnExit.Origin.GATEWAY);
  }

  /// Answers in place of an upstream.
  private void answer(HttpExchange exchange, Answer answer, Handler.OnExit.Origin origin) {
    if (exchange.isAnswering() || exchange.isOver()) {
      return;
    }
    try {
      Answer decided = answer;
      for (Handler.OnExit handler : exchange.chain().exits()) {
        exchange.timing();
        decided = handler.onExit(exchange, decided, origin);
        exchange.timed(handler);
      }
      Answer written = decided.body() == null ? rendered(exchange, decided) : decided;
      byte[] body = written.body() == null ? new byte[0] : written.body();
      HeaderBlock headers = new HeaderBlock();
      written.headers().forEach(line -> headers.add(line.getKey(), line.getValue()));
      int status = written.status();
      exchange.response().begin(status, Reason.of(status), headers, false);
      boolean bodiless = exchange.head().isHead() || status == 204 || status == 304;
      respond(exchange, body.length, bodiless);
      if (!bodiless && body.length > 0) {
        part(exchange, Unpooled.wrappedBuffer(body));
      }
      end(exchange);
    } catch (RuntimeException problem) {
      failed(exchange, problem);
    }
  }

  private Answer rendered(HttpExchange exchange, Answer answer) {
    Answer body = failures.error(answer.status(), answer.message(), exchange.asker());
    for (var line : answer.headers()) {
      body = body.with(line.getKey(), line.getValue());
    }
    return body;
  }

  private static void respond(HttpExchange exchange, long length, boolean bodiless) {
    RequestTimes times = exchange.times();
    if (times != null) {
      times.accessOver();
    }
    for (Handler.OnResponse handler : exchange.chain().responses()) {
      exchange.noting();
      handler.onResponse(exchange);
      exchange.noted(Part.Kind.HEADER_FILTER, handler);
    }
    exchange.filtering();
    ResponseRules.stamp(exchange);
    if (times != null) {
      times.ended("header_filter");
      RequestDebug.stamp(exchange, times);
    }
    BodyFilters filters = bodiless ? null : BodyFilters.of(exchange);
    exchange.filters(filters);
    ClientResponse response = exchange.response();
    response.headers().remove(KnownHeader.CONTENT_LENGTH);
    exchange.answering();
    exchange
        .downstream()
        .head(
            response.status(),
            response.reason(),
            response.headers(),
            filters == null ? length : Downstream.UNKNOWN,
            bodiless);
  }

  /// Part of the answer's body, from whomever it came.
  void part(HttpExchange exchange, ByteBuf part) {
    exchange.filtering();
    ByteBuf sent = exchange.filters() == null ? part : exchange.filters().part(part);
    exchange.filtered();
    if (sent != null) {
      exchange.response().sent(sent.readableBytes());
      exchange.downstream().part(sent);
    }
  }

  /// Headers behind the answer's body: the client gets them where its protocol allows it.
  void trailers(HttpExchange exchange, HeaderBlock trailers) {
    exchange.response().trailers(trailers);
    exchange.downstream().trailers(trailers);
  }

  /// The end of the answer.
  void end(HttpExchange exchange) {
    ByteBuf last = exchange.filters() == null ? null : exchange.filters().last();
    if (last != null) {
      exchange.response().sent(last.readableBytes());
      exchange.downstream().part(last);
    }
    exchange.response().complete();
    finish(exchange);
    exchange.downstream().end();
  }

  /// A plugin failed in the request phase. As in Kong the others still see the answer and log it.
  private void pluginFailed(HttpExchange exchange, Throwable problem) {
    if (exchange.isOver() || exchange.isAnswering()) {
      return;
    }
    log.error("request {}: a plugin failed", exchange.id(), problem);
    exchange.waitingFor(null);
    exchange.response().failure();
    answer(exchange, failures.pluginFailed(exchange.asker()));
  }

  /// Something went wrong that nobody foresaw.
  void failed(HttpExchange exchange, Throwable problem) {
    if (exchange.isOver()) {
      return;
    }
    log.error("request {} to {} failed", exchange.id(), exchange.head().path(), problem);
    if (exchange.isAnswering()) {
      abort(exchange);
    } else {
      cancel(exchange);
      exchange.response().failure();
      // A handler that fails must not fail again.
      exchange.chain(exchange.chain().logsOnly());
      answer(exchange, failures.unexplained(500, exchange.asker()));
    }
  }

  /// The answer can't be completed: the client has to see that it is incomplete.
  void abort(HttpExchange exchange) {
    cancel(exchange);
    finish(exchange);
    exchange.downstream().abort();
  }

  /// The client has gone before the end of its answer.
  void clientGone(HttpExchange exchange) {
    if (exchange.isOver()) {
      return;
    }
    cancel(exchange);
    if (exchange.response().status() == 0) {
      exchange.response().status(499); // nginx's number for it, in logs only.
    }
    finish(exchange);
  }

  private static void cancel(HttpExchange exchange) {
    if (exchange.waitingFor() != null) {
      exchange.waitingFor().dispose();
    }
    if (exchange.relay() != null) {
      exchange.relay().cancel();
    }
  }

  /// Logs the exchange and lets go of all it holds.
  private void finish(HttpExchange exchange) {
    if (exchange.isOver()) {
      return;
    }
    exchange.over();
    exchange.filtering();
    for (Handler.OnLog handler : exchange.chain().logs()) {
      try {
        exchange.timing();
        handler.onLog(exchange);
        exchange.timed(handler);
      } catch (RuntimeException problem) {
        log.error("the log phase of request {} failed", exchange.id(), problem);
      }
    }
    if (exchange.times() != null) {
      exchange.times().ended("log");
      RequestDebug.log(exchange, exchange.times());
    }
    LoopResources loop = exchange.downstream().loop();
    try {
      accessLog.accept(exchange);
      count(exchange, loop);
    } finally {
      loop.counters().requestEnded();
      exchange.release();
    }
  }

  private static void count(HttpExchange exchange, LoopResources loop) {
    loop.traffic().count(exchange);
    PluginStopwatch stopwatch = exchange.stopwatch();
    if (stopwatch != null) {
      Route route = exchange.route();
      stopwatch.count(
          loop.traffic(), route == null ? null : route.id(), exchange.response().status());
    }
  }

  PipelineSettings settings() {
    return settings;
  }
}
