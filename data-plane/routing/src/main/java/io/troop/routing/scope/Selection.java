package io.troop.routing.scope;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which instances take part in a request.
public final class Selection {

  private Selection() {}

  /// Of each plugin the instance of the most specific scope, by rank.
  ///
  /// @param scopes those that cover the request, the most specific first
  /// @param inScope the instances of a scope; null for none
  public static <I extends Instance> List<I> of(
      List<Scope> scopes, Function<Scope, @Nullable List<I>> inScope, ClientProtocol protocol) {
    Map<Integer, I> byOrder = new TreeMap<>();
    for (Scope scope : scopes) {
      List<I> instances = inScope.apply(scope);
      if (instances != null) {
        for (I instance : instances) {
          if (instance.protocols().contains(protocol)) {
            byOrder.putIfAbsent(instance.order(), instance);
          }
        }
      }
    }
    return List.copyOf(byOrder.values());
  }
}
