package io.troop.proxy.chain;

import io.troop.plugin.Handler;
import io.troop.routing.scope.Place;
import io.troop.routing.scope.Placed;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The handlers of one request by phase, each phase in the order of priority; the request phase as
/// instances ask for in their `ordering`. *Thread-safe.*
///
/// The arrays are shared: read them, never write to them.
public final class Chain {
  private static final Growth NO_GROWTH = (chain, consumer, step) -> chain;

  /// A chain without handlers.
  public static final Chain EMPTY = new Chain(List.of(), List.of(), NO_GROWTH);

  private final List<Step> steps;
  private final List<Step> asked;
  private final Growth growth;
  private final Handler.OnRewrite[] rewrites;
  private final Handler[] requests;
  private final Handler.OnExit[] exits;
  private final Handler.OnResponse[] responses;
  private final Handler.OnBody[] bodies;
  private final Handler.OnLog[] logs;

  /// One plugin instance's place.
  ///
  /// @param id the instance's id
  /// @param plugin the plugin's name
  /// @param order the plugin's rank among all plugins: smaller runs earlier
  /// @param place where it asks to run in the request phase in place of that
  record Step(UUID id, String plugin, int order, Place place, Handler handler) implements Placed {

    /// Whether it takes part in the request phase.
    boolean asks() {
      return handler instanceof Handler.OnRequest
          || handler instanceof Handler.OnRequestAsync
          || handler instanceof Handler.OnRequestBlocking;
    }
  }

  /// Makes the chain that follows from a consumer.
  interface Growth {
    /// @param index of the request handler behind which the consumer counts
    Chain grow(Chain chain, @Nullable UUID consumer, int index);
  }

  /// @param steps by rank
  /// @param asked those of them that take part in the request phase, in the order they run
  Chain(List<Step> steps, List<Step> asked, Growth growth) {
    this.steps = List.copyOf(steps);
    this.asked = List.copyOf(asked);
    this.growth = growth;
    requests = asked.stream().map(Step::handler).toArray(Handler[]::new);
    rewrites = ofPhase(Handler.OnRewrite.class).toArray(Handler.OnRewrite[]::new);
    exits = ofPhase(Handler.OnExit.class).toArray(Handler.OnExit[]::new);
    responses = ofPhase(Handler.OnResponse.class).toArray(Handler.OnResponse[]::new);
    bodies = ofPhase(Handler.OnBody.class).toArray(Handler.OnBody[]::new);
    logs = ofPhase(Handler.OnLog.class).toArray(Handler.OnLog[]::new);
  }

  private Chain(Chain whole) {
    steps = whole.steps;
    asked = List.of();
    growth = NO_GROWTH;
    requests = EMPTY.requests;
    rewrites = EMPTY.rewrites;
    exits = EMPTY.exits;
    responses = EMPTY.responses;
    bodies = EMPTY.bodies;
    logs = whole.logs;
  }

  /// The same chain with the handlers of its log phase only.
  public Chain logsOnly() {
    return new Chain(this);
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

  /// The handlers of answers that the gateway gives.
  public Handler.OnExit[] exits() {
    return exits;
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

  /// The chain to go on with, behind the same index, after the request handler at `index` said who
  /// the client is: what is configured for the consumer takes part behind that handler. Often this
  /// same chain.
  ///
  /// @param consumer the consumer's id; null when the client is not (any more) a consumer
  public Chain identified(@Nullable UUID consumer, int index) {
    return growth.grow(this, consumer, index);
  }

  /// The name of the plugin that a handler of this chain belongs to; looked for, so it is for those
  /// who can wait.
  @SuppressWarnings("ReferenceEquality") // of two handlers that are alike this one is meant
  public String plugin(Handler handler) {
    for (Step step : steps) {
      if (step.handler() == handler) {
        return step.plugin();
      }
    }
    return "";
  }

  /// The id of the plugin instance that a handler of this chain belongs to; null for none.
  @SuppressWarnings("ReferenceEquality") // of two handlers that are alike this one is meant
  public @Nullable UUID instance(Handler handler) {
    for (Step step : steps) {
      if (step.handler() == handler) {
        return step.id();
      }
    }
    return null;
  }

  List<Step> steps() {
    return steps;
  }

  List<Step> asked() {
    return asked;
  }

  private <H> List<H> ofPhase(Class<H> phase) {
    return steps.stream().map(Step::handler).filter(phase::isInstance).map(phase::cast).toList();
  }
}
