package io.troop.control.admin;

import io.troop.control.NodeIdentity;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// How this process is doing, in the words of Kong's `/status` and `/timers`: its heap stands where
/// Kong shows its shared memory, its threads where Kong shows its timers.
@Component
@Order(20)
class StatusEndpoints implements EndpointSource {

  private static final int SCALE = 2;
  private static final int MOST_SCALE = 99;
  private static final int UNITS = 1024;

  private final NodeIdentity identity;
  private final DataSource database;
  private final ServerCounters counters;

  StatusEndpoints(NodeIdentity identity, DataSource database, ServerCounters counters) {
    this.identity = identity;
    this.database = database;
    this.counters = counters;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/status", this::status)
        .add(
            "GET",
            "/status/dns",
            _ -> Answer.message(501, "not implemented with the legacy DNS client"))
        .add("GET", "/timers", _ -> Answer.ok(timers()));
  }

  private Answer status(Call call) {
    LongFunction<Object> size =
        size(call.argument("unit").orElse("m"), call.argument("scale").orElse(""));
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> heap = new LinkedHashMap<>();
    heap.put("capacity", size.apply(runtime.maxMemory()));
    heap.put("allocated_slabs", size.apply(runtime.totalMemory()));
    Map<String, Object> worker = new LinkedHashMap<>();
    worker.put("pid", identity.pid());
    worker.put("http_allocated_gc", size.apply(runtime.totalMemory() - runtime.freeMemory()));
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("lua_shared_dicts", Map.of("kong", heap, "kong_db_cache", heap));
    memory.put("workers_lua_vms", List.of(worker));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("memory", memory);
    answer.put("server", counters.snapshot());
    answer.put("database", Map.of("reachable", isReachable()));
    return Answer.ok(answer);
  }

  /// How numbers of bytes are shown: a number of bytes, or a text with its unit.
  private static LongFunction<Object> size(String unit, String scale) {
    double digits = number(scale);
    if (digits < 0) {
      throw refused("scale must be equal or greater than 0");
    }
    String format = "%." + (int) Math.min(digits, MOST_SCALE) + "f %s";
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "b", "" -> bytes -> bytes;
      case "k" -> bytes -> format.formatted(bytes / (double) UNITS, "KiB");
      case "m" -> bytes -> format.formatted(bytes / (double) UNITS / UNITS, "MiB");
      case "g" -> bytes -> format.formatted(bytes / (double) UNITS / UNITS / UNITS, "GiB");
      default -> throw refused("invalid unit '" + unit + "' (expected 'k/K', 'm/M', or 'g/G')");
    };
  }

  /// Kong: what is no number counts as not given.
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return SCALE;
    }
  }

  private static AdminErrors.Refused refused(String message) {
    return new AdminErrors.Refused(Answer.message(400, message));
  }

  private boolean isReachable() {
    try (Connection connection = database.getConnection()) {
      return connection.isValid(2);
    } catch (SQLException _) {
      return false;
    }
  }

  private static Map<String, Object> timers() {
    long running = 0;
    long waiting = 0;
    Map<String, Object> threads = new LinkedHashMap<>();
    var all = ManagementFactory.getThreadMXBean();
    for (var thread : all.getThreadInfo(all.getAllThreadIds())) {
      if (thread != null) {
        boolean runs = thread.getThreadState() == Thread.State.RUNNABLE;
        running += runs ? 1 : 0;
        waiting += runs ? 0 : 1;
        threads.put(
            thread.getThreadName(), Map.of("is_running", runs, "meta", Map.of("name", "thread")));
      }
    }
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("total", running + waiting);
    totals.put("runs", all.getTotalStartedThreadCount());
    totals.put("running", running);
    totals.put("pending", 0L);
    totals.put("waiting", waiting);
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("sys", totals);
    stats.put("timers", threads);
    stats.put("flamegraph", Map.of("running", "", "pending", "", "elapsed_time", ""));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("worker", Map.of("id", 0L, "count", 1L));
    answer.put("stats", stats);
    return answer;
  }
}
