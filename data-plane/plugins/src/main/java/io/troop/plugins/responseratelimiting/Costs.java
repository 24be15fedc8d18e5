package io.troop.plugins.responseratelimiting;

import io.troop.plugin.template.LuaNumber;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads what an answer says it costs: `video=2, images=1`. *Stateless.*
final class Costs {

  private Costs() {}

  /// The costs by name; only of names that are known, and only what is a number.
  static Map<String, Double> read(List<String> lines, Set<String> known) {
    if (lines.isEmpty()) {
      return Map.of();
    }
    Map<String, Double> costs = new LinkedHashMap<>();
    for (String line : lines) {
      for (String part : line.split(",", -1)) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? "" : part.substring(0, equals).strip();
        Double cost = equals < 0 ? null : LuaNumber.parse(part.substring(equals + 1));
        if (cost != null && known.contains(name)) {
          costs.put(name, cost);
        }
      }
    }
    return costs;
  }
}
