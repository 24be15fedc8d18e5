package io.troop.plugin.tools;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls of the Admin API that reach this node, for the plugins that declare them. *Thread-safe.*
public interface Orders {

  /// Has a plugin's calls answered by `taker` until the result is closed. Several takers of one
  /// plugin are all asked.
  Metrics.Registration take(String plugin, Taker taker);

  /// Answers calls. Called on a thread that may block for a moment.
  @FunctionalInterface
  interface Taker {
    Reply take(Order order);
  }

  /// A call.
  ///
  /// @param path as the plugin declares it, such as `/proxy-cache/{key}`
  /// @param parameters what stood in the path in place of the names
  record Order(String method, String path, List<String> parameters) {
    public Order {
      parameters = List.copyOf(parameters);
    }
  }

  /// What this node has to say.
  ///
  /// @param found whether it has what the call is about
  /// @param document what to show of it; null for nothing
  record Reply(boolean found, @Nullable Map<String, ? extends @Nullable Object> document) {
    public static final Reply NOTHING = new Reply(false, null);
    public static final Reply DONE = new Reply(true, null);
  }
}
