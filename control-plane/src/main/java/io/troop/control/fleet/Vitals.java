package io.troop.control.fleet;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a node is, by its own word. *Immutable.*
///
/// @param droppedReports reports on traffic that the node gave up because nobody took them
public record Vitals(
    Instant at,
    long heapUsedBytes,
    long heapMostBytes,
    long uptimeSeconds,
    long connections,
    long requestsTotal,
    long droppedReports) {

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("at", at.getEpochSecond());
    document.put("heap_used_bytes", heapUsedBytes);
    document.put("heap_most_bytes", heapMostBytes);
    document.put("uptime_seconds", uptimeSeconds);
    document.put("connections", connections);
    document.put("requests_total", requestsTotal);
    document.put("dropped_reports", droppedReports);
    return document;
  }

  static Vitals of(Map<?, ?> document) {
    return new Vitals(
        Instant.ofEpochSecond(number(document, "at")),
        number(document, "heap_used_bytes"),
        number(document, "heap_most_bytes"),
        number(document, "uptime_seconds"),
        number(document, "connections"),
        number(document, "requests_total"),
        number(document, "dropped_reports"));
  }

  private static long number(Map<?, ?> document, String name) {
    return document.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
