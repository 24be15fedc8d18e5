package io.troop.plugins.proxycache;

import io.troop.plugin.Host;
import io.troop.plugin.tools.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answers kept by a node, the least recently used given up first. *Thread-safe.*
final class AnswerCache implements AutoCloseable {
  private final long mostBytes;
  private final Map<String, CachedAnswer> answers = new LinkedHashMap<>(16, 0.75f, true);
  private final Metrics.Registration orders;
  private long bytes;

  AnswerCache(long mostBytes, Host host) {
    this.mostBytes = mostBytes;
    this.orders = host.tools().orders().take("proxy-cache", new CacheOrders(this, host.clock()));
  }

  /// @param nowMillis since 1970
  synchronized @Nullable CachedAnswer get(String key, long nowMillis) {
    CachedAnswer answer = answers.get(key);
    if (answer != null && answer.untilMillis() <= nowMillis) {
      remove(key);
      return null;
    }
    return answer;
  }

  synchronized void put(String key, CachedAnswer answer) {
    remove(key);
    if (answer.weight() > mostBytes) {
      return;
    }
    answers.put(key, answer);
    bytes += answer.weight();
    var oldest = answers.entrySet().iterator();
    while (bytes > mostBytes && oldest.hasNext()) {
      bytes -= oldest.next().getValue().weight();
      oldest.remove();
    }
  }

  /// Whether there was one.
  synchronized boolean remove(String key) {
    CachedAnswer gone = answers.remove(key);
    if (gone != null) {
      bytes -= gone.weight();
    }
    return gone != null;
  }

  synchronized void clear() {
    answers.clear();
    bytes = 0;
  }

  @Override
  public void close() {
    orders.close();
  }
}
