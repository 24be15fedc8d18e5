package io.troop.proxy.pipeline;

import io.troop.proxy.relay.Ticks;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the time of one request went, as a tree of parts within parts, by Kong's names. *Confined
/// to one exchange.*
final class RequestTimes {

  private final Ticks ticks;
  private final long started;
  private final boolean near;
  private final Node root = new Node();
  private boolean logged;
  private boolean accessOver;
  private long begun;

  /// One part of a request.
  private static final class Node {
    private final Map<String, Node> children = new LinkedHashMap<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private double millis = -1;

    Node child(String name) {
      return children.computeIfAbsent(name, _ -> new Node());
    }

    /// The sum over what its children took.
    double spent() {
      double sum = 0;
      for (Node child : children.values()) {
        sum += Math.max(0, child.millis);
      }
      return sum;
    }

    Map<String, Object> document() {
      Map<String, Object> out = new LinkedHashMap<>(facts);
      if (millis >= 0) {
        out.put("total_time", rounded(millis));
      }
      if (!children.isEmpty()) {
        Map<String, Object> parts = new LinkedHashMap<>();
        children.forEach((name, child) -> parts.put(name, child.document()));
        out.put("child", parts);
      }
      return out;
    }

    private static double rounded(double millis) {
      return Math.floor(millis * 100) / 100;
    }
  }

  /// @param near whether the client is on this machine
  /// @param logged whether the node's log is told, too
  RequestTimes(Ticks ticks, long started, boolean near, boolean logged) {
    this.ticks = ticks;
    this.started = started;
    this.near = near;
    this.logged = logged;
    begun = started;
  }

  boolean isNear() {
    return near;
  }

  boolean isLogged() {
    return logged;
  }

  void logToo() {
    logged = true;
  }

  /// A part begins. Only one goes on at a time.
  void begin() {
    begun = ticks.nanos();
  }

  /// The part that goes on has ended; each part around it grows by the same time.
  ///
  /// @param path from the outermost part to this one
  void ended(String... path) {
    double millis = (ticks.nanos() - begun) / 1e6;
    Node node = root;
    for (String name : path) {
      node = node.child(name);
      node.millis = Math.max(0, node.millis) + millis;
    }
  }

  /// A name was looked up.
  ///
  /// @param waited whether the answer was not at hand
  void lookedUp(String host, boolean waited) {
    ended("access", "dns", host, "resolve");
    root.child("access").child("dns").child(host).child("resolve").facts.put("cache_hit", !waited);
  }

  /// What comes before the first target, or before the answer of a request that needs none, is
  /// over.
  void accessOver() {
    if (accessOver) {
      return;
    }
    accessOver = true;
    double before = root.spent() - Math.max(0, root.child("access").millis);
    root.child("access").millis = (ticks.nanos() - started) / 1e6 - before;
  }

  /// The upstream's answer has begun.
  void firstByte(long millis) {
    Node upstream = root.child("upstream");
    upstream.millis = millis;
    upstream.child("time_to_first_byte").millis = millis;
  }

  /// The upstream's answer is complete.
  void streamed(long millis) {
    Node upstream = root.child("upstream");
    upstream.child("streaming").millis = millis;
    upstream.millis = Math.max(0, upstream.millis) + millis;
  }

  /// All that is known, as Kong writes it.
  Map<String, @Nullable Object> document(HttpExchange exchange) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("request_id", exchange.id());
    if (exchange.match() != null && exchange.workspace().id() != null) {
      out.put("workspace_id", exchange.workspace().id().toString());
    }
    out.putAll(root.document());
    double spent = root.spent();
    Node upstream = root.children.get("upstream");
    out.put(
        "total_time_without_upstream",
        Node.rounded(upstream == null ? spent : spent - upstream.millis));
    return out;
  }
}
