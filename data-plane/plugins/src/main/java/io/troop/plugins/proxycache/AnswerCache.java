package io.troop.plugins.proxycache;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answers kept by a node, the least recently used given up first. *Thread-safe.*
final class AnswerCache {
  private final long mostBytes;
  private final Map<String, CachedAnswer> answers = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  AnswerCache(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /// @param now seconds since 1970
  synchronized @Nullable CachedAnswer get(String key, long now) {
    CachedAnswer answer = answers.get(key);
    if (answer != null && answer.until() <= now) {
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

  private void remove(String key) {
    CachedAnswer gone = answers.remove(key);
    if (gone != null) {
      bytes -= gone.weight();
    }
  }
}
