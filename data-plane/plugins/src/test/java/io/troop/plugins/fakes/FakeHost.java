package io.troop.plugins.fakes;

import io.troop.plugin.Host;
import io.troop.plugin.Placement;
import io.troop.plugin.tools.Tools;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A host for tests: its clock stands still until a test moves it, its random numbers are always
/// the same, and a reference `{vault://env/x}` resolves to what [#secrets] holds.
public final class FakeHost implements Host {
  public Instant now = Instant.ofEpochMilli(1_700_000_000_000L);
  public final FakeTools tools = new FakeTools();
  public final Map<String, String> secrets = new HashMap<>();
  public final List<Runnable> tasks = new ArrayList<>();
  public RandomGenerator random = new Random(42);
  public Placement placement = Placement.EVERYWHERE;

  private final UUID pluginId = UUID.randomUUID();
  private final UUID nodeId = UUID.randomUUID();
  private final Map<Object, Object> kept = new HashMap<>();

  @Override
  public UUID pluginId() {
    return pluginId;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public UUID nodeId() {
    return nodeId;
  }

  @Override
  public InstantSource clock() {
    return () -> now;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public <S> S keep(Object key, Class<S> type, Supplier<S> make) {
    return type.cast(kept.computeIfAbsent(key, _ -> make.get()));
  }

  @Override
  public void every(Duration interval, Runnable task) {
    tasks.add(task);
  }

  @Override
  public String resolve(String value) {
    if (!value.startsWith("{vault://")) {
      return value;
    }
    String secret = secrets.get(value);
    if (secret == null) {
      throw new IllegalStateException("no secret for " + value);
    }
    return secret;
  }

  @Override
  public Tools tools() {
    return tools;
  }

  /// Closes what was kept, as a node does when it stops.
  public void closeKept() {
    for (Object state : kept.values()) {
      if (state instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
    kept.clear();
  }
}
