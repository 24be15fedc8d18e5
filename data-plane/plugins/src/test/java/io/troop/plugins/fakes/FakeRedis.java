package io.troop.plugins.fakes;

import io.troop.plugin.tools.Redis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// A Redis for tests that knows `GET`, `SET` and `DEL` of texts, `mget` of counts, and the scripts
/// that rate limits are counted with; it fails while [#away] is set. Nothing in it expires.
public final class FakeRedis implements Redis {
  public final Map<String, Long> counts = new HashMap<>();
  public final List<String> calls = new ArrayList<>();
  public final Map<String, String> texts = new HashMap<>();

  /// In how many seconds texts expire.
  public final Map<String, Long> lifetimes = new HashMap<>();

  public boolean away;

  @Override
  public Mono<Object> command(String name, List<String> arguments) {
    if (List.of("GET", "SET", "DEL").contains(name)) {
      return answer(name, () -> text(name, arguments));
    }
    return answer(
        name,
        () ->
            arguments.stream()
                .map(key -> counts.containsKey(key) ? "" + counts.get(key) : null)
                .toList());
  }

  @Override
  public Mono<Object> eval(String script, List<String> keys, List<String> arguments) {
    return answer(
        "eval", () -> script.contains("incrby") ? added(keys, arguments) : taken(keys, arguments));
  }

  private Object text(String name, List<String> arguments) {
    String key = arguments.getFirst();
    if (name.equals("SET")) {
      texts.put(key, arguments.get(1));
      lifetimes.put(key, arguments.size() > 3 ? Long.valueOf(arguments.get(3)) : null);
      return "OK";
    }
    return name.equals("GET") ? texts.get(key) : texts.remove(key) == null ? 0L : 1L;
  }

  private Mono<Object> answer(String call, java.util.function.Supplier<Object> answer) {
    return Mono.fromSupplier(() -> {
      calls.add(call);
      if (away) {
        throw new IllegalStateException("no connection");
      }
      return answer.get();
    });
  }

  private Object added(List<String> keys, List<String> arguments) {
    keys.forEach(key -> counts.merge(key, Long.valueOf(arguments.getLast()), Long::sum));
    return 1L;
  }

  private Object taken(List<String> keys, List<String> arguments) {
    List<String> used = new ArrayList<>();
    boolean free = true;
    for (int i = 0; i < keys.size(); i++) {
      long count = counts.getOrDefault(keys.get(i), 0L);
      used.add("" + count);
      free &= count < Double.parseDouble(arguments.get(i));
    }
    if (free) {
      keys.forEach(key -> counts.merge(key, 1L, Long::sum));
    }
    return used;
  }
}
