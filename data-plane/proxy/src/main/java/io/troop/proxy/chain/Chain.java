package io.troop.proxy.chain;

import io.troop.plugin.Handler;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The handlers of one request by phase, each phase in the order of priority. *Thread-safe.*
///
/// The arrays are shared: read them, never write to them.
public final class Chain {
  private static final Growth NO_GROWTH = (chain, consumer, step) -> chain;

  /// A chain without handlers.
  public static final Chain EMPTY = new Chain(List.of(), NO_GROWTH);

  private final List<Step> steps;
  private final Growth growth;
  private final Handler.OnRewrite[] rewrites;
  private final Handler[] requests;
  private final int[] requestOrders;
  private final Handler.OnResponse[] responses;
  private final Handler.OnBody[] bodies;
  private final Handler.OnLog[] logs;

  /// One plugin instance's place.
  ///
  /// @param order the plugin's rank among all plugins: smaller runs earlier
  record Step(int order, Handler handler) {}

  /// Makes the chain that follows from a consumer.
  interface Growth {
    Chain grow(Chain chain, @Nullable UUID consumer, int order);
  }

  Chain(List<Step> steps, Growth growth) {
    this.steps = List.copyOf(steps);
    this.growth = growth;
    var asked =
        this.steps.stream()
            .filter(step ->
                step.handler() instanceof Handler.OnRequest
                    || step.handler() instanceof Handler.OnRequestAsync
                    || step.handler() instanceof Handler.OnRequestBlocking)
            .toList();
    requests = asked.stream().map(Step::handler).toArray(Handler[]::new);
    requestOrders = asked.stream().mapToInt(Step::order).toArray();
    rewrites = ofPhase(Handler.OnRewrite.class).toArray(Handler.OnRewrite[]::new);
    responses = ofPhase(Handler.OnResponse.class).toArray(Handler.OnResponse[]::new);
    bodies = ofPhase(Handler.OnBody.class).toArray(Handler.OnBody[]::new);
    logs = ofPhase(Handler.OnLog.class).toArray(Handler.OnLog[]::new);
  }

  /// The handlers of the phase before routing.
  public Handler.OnRewrite[] rewrites() {
    return rewrites;
  }

  /// The handlers of the request phase: each an [Handler.OnRequest], [Handler.OnRequestAsync] or
  /// [Handler.OnRequestBlocking].
  public Handler[] requests() {
    return requests;
  }

  public Handler.OnResponse[] responses() {
    return responses;
  }

  public Handler.OnBody[] bodies() {
    return bodies;
  }

  public Handler.OnLog[] logs() {
    return logs;
  }

  /// The chain to go on with after the request handler at `index` said who the client is: what is
  /// configured for the consumer takes part behind that handler. Often this same chain.
  ///
  /// Go on at [#resumeAfter] of the new chain with this chain's [#orderAt] of `index`.
  ///
  /// @param consumer the consumer's id; null when the client is not (any more) a consumer
  public Chain identified(@Nullable UUID consumer, int index) {
    return growth.grow(this, consumer, requestOrders[index]);
  }

  /// The rank of the request handler at this index.
  public int orderAt(int index) {
    return requestOrders[index];
  }

  /// The index of the first request handler that ranks behind `order`.
  public int resumeAfter(int order) {
    int index = 0;
    while (index < requestOrders.length && requestOrders[index] <= order) {
      index++;
    }
    return index;
  }

  List<Step> steps() {
    return steps;
  }

  private <H> List<H> ofPhase(Class<H> phase) {
    return steps.stream().map(Step::handler).filter(phase::isInstance).map(phase::cast).toList();
  }
}
