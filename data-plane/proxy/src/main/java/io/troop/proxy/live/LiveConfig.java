package io.troop.proxy.live;

/// The configuration in use. *Thread-safe:* one volatile reference.
///
/// A request reads it once, so that it sees one configuration from start to end.
public final class LiveConfig {
  private volatile CompiledConfig config = CompiledConfig.EMPTY;

  public CompiledConfig get() {
    return config;
  }

  /// Called by the applier only, one call at a time.
  CompiledConfig swap(CompiledConfig next) {
    CompiledConfig last = config;
    config = next;
    return last;
  }
}
