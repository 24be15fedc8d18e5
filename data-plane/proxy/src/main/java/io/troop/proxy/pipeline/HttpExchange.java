package io.troop.proxy.pipeline;

import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.proxy.chain.Chain;
import io.troop.proxy.failure.Asker;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.http.RequestHead;
import io.troop.proxy.live.CompiledConfig;
import io.troop.routing.Match;
import io.troop.routing.scope.ClientProtocol;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// One request and its answer, whatever protocol the client speaks.
///
/// *Confined to one event loop;* a blocking handler has it for itself while it runs.
public final class HttpExchange implements Exchange {

  private final RequestHead head;
  private final Downstream downstream;
  private final RequestPipeline pipeline;
  private final ClientRequest request;
  private final RequestBody requestBody;
  private final ClientResponse response;
  private final byte[] id;
  private final long startedNanos;
  private final @Nullable TraceNotes notes;
  private final @Nullable PluginStopwatch stopwatch;
  private final @Nullable RequestTimes times;
  private CompiledConfig config = CompiledConfig.EMPTY;
  private Chain chain = Chain.EMPTY;
  private @Nullable Match match;
  private @Nullable UpstreamRequest outbound;
  private @Nullable Relay relay;
  private @Nullable BodyFilters filters;
  private @Nullable Disposable waitingFor;
  private Identity identity = Identity.NONE;
  private boolean identityChanged;
  private @Nullable Target target;
  private @Nullable String idText;
  private @Nullable Instant startedAt;
  private @Nullable List<@Nullable Object> slots;
  private long sentNanos = -1;
  private long headNanos = -1;
  private long endNanos = -1;
  private boolean answering;
  private boolean over;

  HttpExchange(RequestHead head, Downstream downstream, RequestPipeline pipeline) {
    this.head = head;
    this.downstream = downstream;
    this.pipeline = pipeline;
    LoopResources loop = downstream.loop();
    startedNanos = loop.ticks().nanos();
    notes = pipeline.settings().tracing().isOn() ? new TraceNotes(loop.ticks()) : null;
    stopwatch = loop.measuresNext() ? new PluginStopwatch(loop.ticks()) : null;
    requestBody = new RequestBody(head, downstream);
    request = new ClientRequest(head, downstream.client(), pipeline.settings(), requestBody);
    response = new ClientResponse(downstream);
    id = loop.newIdBytes();
    RequestDebug debug = pipeline.settings().requestDebug();
    times = debug == null ? null : debug.asked(request, head.headers(), loop.ticks(), startedNanos);
  }

  /// The client's connection has ended before the answer did.
  public void clientGone() {
    pipeline.clientGone(this);
  }

  /// The client takes more of the answer again.
  public void downstreamWritable() {
    if (relay != null) {
      relay.downstreamWritable();
    }
  }

  void begin(CompiledConfig config) {
    this.config = config;
  }

  void matched(@Nullable Match match, Chain chain) {
    this.match = match;
    this.chain = chain;
  }

  /// What is noted for traces; null when nothing is.
  @Nullable TraceNotes notes() {
    return notes;
  }

  /// A part that is noted for traces begins.
  void noting() {
    if (notes != null) {
      notes.begin();
    }
    if (times != null) {
      times.begin();
    }
    timing();
  }

  /// A handler begins of which no trace tells.
  void timing() {
    if (stopwatch != null) {
      stopwatch.begin();
    }
  }

  /// It has ended.
  ///
  /// @param handler in the exchange's chain
  void timed(Handler handler) {
    if (stopwatch != null) {
      stopwatch.end(chain.plugin(handler));
    }
  }

  /// How long plugins took; null when it was not measured.
  @Nullable PluginStopwatch stopwatch() {
    return stopwatch;
  }

  /// Handlers begin of which only a client that asked is told, all in one.
  void filtering() {
    if (times != null) {
      times.begin();
    }
  }

  /// They have seen a part of the body.
  void filtered() {
    if (times != null) {
      times.ended("body_filter");
    }
  }

  /// Where the time goes, for a client that asked; null for all others.
  @Nullable RequestTimes times() {
    return times;
  }

  /// The part that was noted has ended.
  ///
  /// @param handler whose part it was, in the exchange's chain
  void noted(Part.Kind kind, Handler handler) {
    if (times != null) {
      String phase = kind.name().toLowerCase(Locale.ROOT);
      times.ended(phase, "plugins", chain.plugin(handler), String.valueOf(chain.instance(handler)));
    }
    if (notes != null) {
      notes.end(kind, chain.plugin(handler));
    }
    timed(handler);
  }

  /// Who is told when the request fails.
  Asker asker() {
    return new Asker(head.headers(), head.version().equals("2"), id());
  }

  RequestHead head() {
    return head;
  }

  Downstream downstream() {
    return downstream;
  }

  CompiledConfig config() {
    return config;
  }

  Chain chain() {
    return chain;
  }

  void chain(Chain chain) {
    this.chain = chain;
  }

  @Nullable Match match() {
    return match;
  }

  /// What the client speaks: plugins may be meant for some protocols only.
  ClientProtocol protocol() {
    String type = head.headers().get(KnownHeader.CONTENT_TYPE);
    return ClientProtocol.of(
        downstream.client().isTls(), type != null && type.startsWith("application/grpc"));
  }

  RequestBody requestBody() {
    return requestBody;
  }

  byte[] idBytes() {
    return id;
  }

  void relay(Relay relay) {
    this.relay = relay;
  }

  @Nullable Relay relay() {
    return relay;
  }

  void waitingFor(@Nullable Disposable pending) {
    waitingFor = pending;
  }

  @Nullable Disposable waitingFor() {
    return waitingFor;
  }

  /// Whether the head of the answer is on its way to the client.
  boolean isAnswering() {
    return answering;
  }

  void answering() {
    answering = true;
  }

  /// Whether nothing happens to this exchange any more.
  boolean isOver() {
    return over;
  }

  void over() {
    over = true;
    endNanos = downstream.loop().ticks().nanos();
  }

  @Nullable BodyFilters filters() {
    return filters;
  }

  void filters(@Nullable BodyFilters filters) {
    this.filters = filters;
  }

  /// Lets go of all it holds.
  void release() {
    requestBody.release();
    if (outbound != null) {
      outbound.releaseBody();
    }
  }

  void target(Target target) {
    this.target = target;
  }

  void sentAt(long nanos) {
    sentNanos = nanos;
  }

  void headAt(long nanos) {
    headNanos = nanos;
  }

  long sentNanos() {
    return sentNanos;
  }

  PipelineSettings settings() {
    return pipeline.settings();
  }

  /// Whether a target was tried, or its answer comes from a cache. Kong: what the gateway then
  /// answers in the upstream's place carries the headers of a proxied answer.
  boolean wasProxied() {
    return target != null || response.wasRepeated();
  }

  /// From the choice of the last target, connecting included, to its answer or to now.
  long upstreamMillis() {
    long until = headNanos < 0 ? downstream.loop().ticks().nanos() : headNanos;
    return sentNanos < 0 ? 0 : (until - sentNanos) / 1_000_000;
  }

  long proxyMillis() {
    return sentNanos < 0 ? 0 : (sentNanos - startedNanos) / 1_000_000;
  }

  /// The status of the upstream's answer, or what its failure counts as.
  int upstreamStatus() {
    return relay == null || relay.status() == 0 ? response.status() : relay.status();
  }

  /// Whether a handler said who the client is since this was last asked.
  boolean takeIdentityChange() {
    boolean changed = identityChanged;
    identityChanged = false;
    return changed;
  }

  @Override
  public Request request() {
    return request;
  }

  ClientRequest routeQuery() {
    return request;
  }

  @Override
  public UpstreamRequest outbound() {
    UpstreamRequest known = outbound;
    if (known == null) {
      String path = match == null ? head.path() : match.upstreamPath();
      known = new UpstreamRequest(head, ForwardingRules.apply(this), path, service());
      outbound = known;
    }
    return known;
  }

  @Override
  public ClientResponse response() {
    return response;
  }

  @Override
  public @Nullable Route route() {
    return match == null ? null : match.route();
  }

  @Override
  public @Nullable Service service() {
    return match == null ? null : match.service();
  }

  @Override
  public <T> Mono<T> onLoop(Mono<T> result) {
    return result.publishOn(Schedulers.fromExecutor(downstream.loop().eventLoop()));
  }

  @Override
  public Captures captures() {
    return match == null || match.captures() == null ? Captures.NONE : match.captures();
  }

  @Override
  public Entities entities() {
    return config.entities(match);
  }

  @Override
  public boolean mayReach(String host) {
    return config().targets(match(), host, 0).hasTarget();
  }

  @Override
  public Workspace workspace() {
    return config.workspace(match);
  }

  @Override
  public List<Attempt> attempts() {
    return relay == null ? List.of() : relay.attempts();
  }

  @Override
  public List<Part> parts() {
    return notes == null ? List.of() : notes.parts(startedAt(), startedNanos);
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public void identify(Identity identity) {
    identityChanged |= !Objects.equals(this.identity.consumerId(), identity.consumerId());
    this.identity = identity;
  }

  @Override
  public String id() {
    String known = idText;
    if (known == null) {
      known = new String(id, StandardCharsets.ISO_8859_1);
      idText = known;
    }
    return known;
  }

  @Override
  public Instant startedAt() {
    Instant known = startedAt;
    if (known == null) {
      LoopResources loop = downstream.loop();
      known = loop.clock().instant().minusNanos(loop.ticks().nanos() - startedNanos);
      startedAt = known;
    }
    return known;
  }

  @Override
  public Timings timings() {
    return new Timings() {
      @Override
      public long proxyNanos() {
        return sentNanos < 0 ? totalNanos() : sentNanos - startedNanos;
      }

      @Override
      public long upstreamNanos() {
        return headNanos < 0 ? -1 : headNanos - sentNanos;
      }

      @Override
      public long receiveNanos() {
        return headNanos < 0 || endNanos < 0 ? -1 : endNanos - headNanos;
      }

      @Override
      public long totalNanos() {
        return (endNanos < 0 ? downstream.loop().ticks().nanos() : endNanos) - startedNanos;
      }
    };
  }

  @Override
  public @Nullable Target target() {
    return target;
  }

  // Slots are few, so a short list of pairs serves better than a map.

  @Override
  @SuppressWarnings("unchecked") // set put a T beside this very slot
  public <T> @Nullable T get(Slot<T> slot) {
    if (slots != null) {
      for (int i = 0; i < slots.size(); i += 2) {
        if (slots.get(i) == slot) {
          return (T) slots.get(i + 1);
        }
      }
    }
    return null;
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    List<@Nullable Object> pairs = slots;
    if (pairs == null) {
      pairs = new ArrayList<>(8);
      slots = pairs;
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      if (pairs.get(i) == slot) {
        pairs.set(i + 1, value);
        return;
      }
    }
    pairs.add(slot);
    pairs.add(value);
  }
}
