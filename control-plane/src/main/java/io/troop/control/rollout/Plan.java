package io.troop.control.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which nodes come when, and what stops a rollout. *Immutable.*
///
/// @param waves in their order; the last takes every node that is in none before
/// @param bake how long a wave is watched, once all its nodes serve the new state, before the next
/// @param applyWithin a wave that takes longer stops the rollout
/// @param revert whether a rollout that stops by itself takes the change back
record Plan(List<Wave> waves, Duration bake, Duration applyWithin, Halt halt, boolean revert) {

  /// Some nodes.
  ///
  /// @param labels they have all of these
  /// @param share and they are among this share of those, from 0 to 1. Which they are is told by
  ///   their ids alone, so a share of 0.5 has all nodes of a share of 0.1
  record Wave(String name, Map<String, String> labels, double share) {
    boolean has(UUID rollout, UUID node, Map<String, String> itsLabels) {
      return itsLabels.entrySet().containsAll(labels.entrySet()) && position(rollout, node) < share;
    }
  }

  /// What stops a rollout; null for what does not.
  ///
  /// @param errorShare more than this share of the requests of updated nodes fails with 5xx
  /// @param errorShareOverOthers the same, in comparison with the nodes not updated yet
  /// @param p99Millis the slowest percent on updated nodes takes longer
  /// @param p99Factor it takes so many times as long as on the nodes not updated yet
  /// @param rejected so many updated nodes can't use the change, or part of it
  /// @param lost so many updated nodes vanished
  /// @param leastRequests figures of traffic count from so many requests on
  record Halt(
      @Nullable Double errorShare,
      @Nullable Double errorShareOverOthers,
      @Nullable Double p99Millis,
      @Nullable Double p99Factor,
      @Nullable Long rejected,
      @Nullable Long lost,
      long leastRequests) {}

  /// A plan that can't be read.
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String where, @Nullable Object value, String expected) {
      super(where + ": " + value + " (expected: " + expected + ")");
    }
  }

  /// The number of the wave a node is in.
  int waveOf(UUID rollout, UUID node, Map<String, String> labels) {
    for (int i = 0; i < waves.size(); i++) {
      if (waves.get(i).has(rollout, node, labels)) {
        return i;
      }
    }
    return waves.size() - 1;
  }

  /// Where a node stands in the order of a rollout, from 0 to 1: by chance, and always the same.
  static double position(UUID rollout, UUID node) {
    long mixed =
        (rollout.getLeastSignificantBits() ^ node.getLeastSignificantBits())
            + Long.rotateLeft(node.getMostSignificantBits(), 17);
    // The finaliser of SplitMix64: every bit of the ids moves every bit of the result.
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    mixed ^= mixed >>> 31;
    return (mixed >>> 11) * 0x1.0p-53;
  }

  /// Reads a plan.
  ///
  /// @throws Wrong when it is none
  static Plan of(Map<String, ? extends @Nullable Object> document) {
    List<Wave> waves = new ArrayList<>();
    Object given = document.get("waves");
    if (given != null && !(given instanceof List<?>)) {
      throw new Wrong("waves", given, "a list");
    }
    for (Object each : given instanceof List<?> list ? list : List.of()) {
      if (!(each instanceof Map<?, ?> wave)) {
        throw new Wrong("waves." + (waves.size() + 1), each, "an object");
      }
      waves.add(wave(wave, waves.size() + 1));
    }
    Wave last = waves.isEmpty() ? null : waves.getLast();
    if (last == null || !last.labels().isEmpty() || last.share() < 1) {
      waves.add(new Wave("rest", Map.of(), 1));
    }
    Object halt = document.get("halt");
    if (halt != null && !(halt instanceof Map<?, ?>)) {
      throw new Wrong("halt", halt, "an object");
    }
    return new Plan(
        List.copyOf(waves),
        Duration.ofMillis((long) (1000 * number(document, "bake_seconds", 60.0, 0, 604_800))),
        Duration.ofMillis(
            (long) (1000 * number(document, "apply_within_seconds", 300.0, 1, 86_400))),
        halt(halt instanceof Map<?, ?> map ? map : Map.of()),
        !Boolean.FALSE.equals(document.get("revert")));
  }

  private static Wave wave(Map<?, ?> document, int number) {
    String where = "waves." + number;
    Map<String, String> labels = new LinkedHashMap<>();
    Object given = document.get("labels");
    if (given instanceof Map<?, ?> map) {
      map.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
    } else if (given != null) {
      throw new Wrong(where + ".labels", given, "an object of texts");
    }
    if (labels.isEmpty() && !document.containsKey("share")) {
      throw new Wrong(where, document, "labels, a share, or both");
    }
    String name = document.get("name") instanceof String text ? text : "wave " + number;
    return new Wave(name, Map.copyOf(labels), number(document, "share", 1.0, 0, 1));
  }

  private static Halt halt(Map<?, ?> document) {
    return new Halt(
        optional(document, "error_share", 1),
        optional(document, "error_share_over_others", 1),
        optional(document, "p99_millis", 1e9),
        optional(document, "p99_factor", 1e6),
        count(document, "rejected_nodes"),
        count(document, "lost_nodes"),
        (long) number(document, "least_requests", 50.0, 1, 1e12));
  }

  /// One is too many unless told otherwise; null or 0 never stops it.
  private static @Nullable Long count(Map<?, ?> document, String name) {
    if (document.containsKey(name) && document.get(name) == null) {
      return null;
    }
    long count = (long) number(document, name, 1.0, 0, 1e9);
    return count == 0 ? null : Long.valueOf(count);
  }

  private static @Nullable Double optional(Map<?, ?> document, String name, double most) {
    return document.get(name) == null ? null : Double.valueOf(number(document, name, 0.0, 0, most));
  }

  private static double number(
      Map<?, ?> document, String name, double fallback, double least, double most) {
    Object value = document.get(name);
    if (value == null) {
      return fallback;
    }
    if (!(value instanceof Number number)
        || number.doubleValue() < least
        || number.doubleValue() > most) {
      throw new Wrong(name, value, "a number from " + (long) least + " to " + (long) most);
    }
    return number.doubleValue();
  }

  /// As it can be read again.
  Map<String, @Nullable Object> document() {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    List<Object> all = new ArrayList<>();
    for (Wave wave : waves) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("name", wave.name());
      each.put("labels", wave.labels());
      each.put("share", wave.share());
      all.add(each);
    }
    document.put("waves", all);
    document.put("bake_seconds", bake.toMillis() / 1000.0);
    document.put("apply_within_seconds", applyWithin.toMillis() / 1000.0);
    Map<String, @Nullable Object> stops = new LinkedHashMap<>();
    stops.put("error_share", halt.errorShare());
    stops.put("error_share_over_others", halt.errorShareOverOthers());
    stops.put("p99_millis", halt.p99Millis());
    stops.put("p99_factor", halt.p99Factor());
    stops.put("rejected_nodes", halt.rejected());
    stops.put("lost_nodes", halt.lost());
    stops.put("least_requests", halt.leastRequests());
    document.put("halt", stops);
    document.put("revert", revert);
    return document;
  }
}
