package io.troop.control.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/// Counts the requests of the Admin API, under the names that Kong's `/status` has for its server.
/// *Thread-safe.*
@Component
class ServerCounters {

  private final AtomicLong total = new AtomicLong();
  private final AtomicLong active = new AtomicLong();

  void begin() {
    total.incrementAndGet();
    active.incrementAndGet();
  }

  void end() {
    active.decrementAndGet();
  }

  Map<String, Object> snapshot() {
    Map<String, Object> counters = new LinkedHashMap<>();
    counters.put("total_requests", total.get());
    counters.put("connections_accepted", total.get());
    counters.put("connections_handled", total.get());
    counters.put("connections_active", active.get());
    counters.put("connections_reading", 0L);
    counters.put("connections_writing", active.get());
    counters.put("connections_waiting", 0L);
    return counters;
  }
}
