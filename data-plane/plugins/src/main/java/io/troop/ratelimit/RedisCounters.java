package io.troop.ratelimit;

import io.troop.plugin.template.LuaNumber;
import io.troop.plugin.tools.Redis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/// Counts in a Redis server that several nodes share: never more than the limit is admitted by all
/// of them in one window, as long as their clocks agree. *Thread-safe; never blocks.*
public final class RedisCounters implements SharedCounters {

  /// Looks at all windows and counts in one step, so that no two nodes take the same place.
  private static final String TAKE =
      """
      local used, free = {}, true
      for i, key in ipairs(KEYS) do
        used[i] = redis.call('get', key) or '0'
        if tonumber(used[i]) >= tonumber(ARGV[i]) then free = false end
      end
      if free then
        for i, key in ipairs(KEYS) do
          if redis.call('incr', key) == 1 then
            redis.call('expire', key, ARGV[#KEYS + i])
          end
        end
      end
      return used
      """;

  private static final String ADD =
      """
      for i, key in ipairs(KEYS) do
        local count = redis.call('incrby', key, ARGV[#KEYS + 1])
        if redis.call('ttl', key) < 0 then
          redis.call('expire', key, ARGV[i])
        end
      end
      return 1
      """;

  /// As [#TAKE], with what was used in the windows before. For each window i: its key, then that of
  /// the one before; its limit, its seconds, the weight of the one before, and whether refusals
  /// count.
  private static final String SLIDE =
      """
      local used, free, n = {}, true, #KEYS / 2
      for i = 1, n do
        local before = tonumber(redis.call('get', KEYS[n + i]) or '0')
        local rate = tonumber(redis.call('get', KEYS[i]) or '0') + before * tonumber(ARGV[2 * n + i])
        used[i] = tostring(rate)
        if rate + 1 > tonumber(ARGV[i]) then free = false end
      end
      for i = 1, n do
        if free or ARGV[3 * n + i] == '1' then
          if redis.call('incr', KEYS[i]) == 1 then
            redis.call('expire', KEYS[i], 2 * ARGV[n + i])
          end
        end
      end
      return used
      """;

  private final Supplier<Redis> redis;

  /// @param redis asked for each use: its configuration may refer to a secret that changes
  public RedisCounters(Supplier<Redis> redis) {
    this.redis = redis;
  }

  @Override
  public Mono<Usage> take(List<String> keys, List<? extends Window> windows, long nowMillis) {
    List<String> arguments = new ArrayList<>();
    windows.forEach(window -> arguments.add(LuaNumber.text(window.limit())));
    windows.forEach(window -> arguments.add(Long.toString(window.seconds())));
    return redis.get().eval(TAKE, keys, arguments).map(answer -> usage(windows, (List<?>) answer));
  }

  /// Counts a request when every window has room for one more, with what the windows before still
  /// weigh.
  ///
  /// @param keys one for each window, then one for the window before each
  public Mono<Usage> slide(List<String> keys, List<? extends Window> windows, long nowMillis) {
    List<String> arguments = new ArrayList<>();
    windows.forEach(window -> arguments.add(LuaNumber.text(window.limit())));
    windows.forEach(window -> arguments.add(Long.toString(window.seconds())));
    windows.forEach(window -> arguments.add(Double.toString(window.weight(nowMillis))));
    windows.forEach(window -> arguments.add(window.countsRefusals() ? "1" : "0"));
    return redis.get().eval(SLIDE, keys, arguments).map(answer -> usage(windows, (List<?>) answer));
  }

  /// What was used, without counting anything.
  ///
  /// @param keys one for each window
  public Mono<Usage> look(List<String> keys, List<? extends Window> windows) {
    return redis.get().command("mget", keys).map(answer -> usage(windows, (List<?>) answer));
  }

  /// Counts an amount, whatever is left.
  ///
  /// @param keys one for each window
  public Mono<Void> add(List<String> keys, List<? extends Window> windows, long amount) {
    List<String> arguments = new ArrayList<>();
    windows.forEach(window -> arguments.add(Long.toString(window.seconds())));
    arguments.add(Long.toString(amount));
    return redis.get().eval(ADD, keys, arguments).then();
  }

  private static Usage usage(List<? extends Window> windows, List<?> answer) {
    List<Double> used = new ArrayList<>();
    for (Object count : answer) {
      Double number = LuaNumber.parse(count == null ? "0" : count.toString());
      used.add(number == null ? 0.0 : number);
    }
    return Usage.of(windows, used);
  }
}
