package io.troop.plugins.fakes;

import io.troop.plugin.Host;
import io.troop.plugin.tools.Tools;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A host for plugins that need no more than the time, which stands still until a test moves it.
public final class StillHost implements Host {
  public Instant now = Instant.ofEpochMilli(1_700_000_000_000L);

  @Override
  public UUID pluginId() {
    return new UUID(0, 1);
  }

  @Override
  public UUID nodeId() {
    return new UUID(0, 2);
  }

  @Override
  public InstantSource clock() {
    return () -> now;
  }

  @Override
  public RandomGenerator random() {
    return new Random(42);
  }

  @Override
  public <S> S keep(Object key, Class<S> type, Supplier<S> make) {
    return make.get();
  }

  @Override
  public void every(Duration interval, Runnable task) {}

  @Override
  public String resolve(String value) {
    return value;
  }

  @Override
  public Tools tools() {
    throw new UnsupportedOperationException("this host has no tools");
  }
}
