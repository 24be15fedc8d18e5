package io.troop.proxy.listener;

/// Whether the node is going down: it then answers what has begun, and nothing more. *Thread-safe.*
public final class Draining {

  /// Tells a connection that draining has begun.
  static final Object EVENT = new Object();

  private volatile boolean draining;

  public boolean isDraining() {
    return draining;
  }

  void begin() {
    draining = true;
  }
}
