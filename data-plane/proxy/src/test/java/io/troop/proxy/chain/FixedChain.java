package io.troop.proxy.chain;

import io.troop.plugin.Handler;
import io.troop.routing.RouteEntry;
import io.troop.routing.scope.ClientProtocol;
import io.troop.routing.scope.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The same handlers, in the order given, for every request.
public final class FixedChain implements Chains {
  private final Chain chain;

  public FixedChain(Handler... handlers) {
    List<Chain.Step> steps = new ArrayList<>();
    for (Handler handler : handlers) {
      steps.add(
          new Chain.Step(UUID.randomUUID(), nameOf(handler), steps.size(), Place.USUAL, handler));
    }
    chain =
        new Chain(
            steps,
            steps.stream().filter(Chain.Step::asks).toList(),
            (grown, consumer, index) -> grown);
  }

  private static String nameOf(Handler handler) {
    return handler.getClass().getSimpleName();
  }

  @Override
  public Chain of(RouteEntry entry, ClientProtocol protocol) {
    return chain;
  }

  @Override
  public Chain beforeRouting() {
    return Chain.EMPTY;
  }

  @Override
  public void forget(RouteEntry entry) {}
}
