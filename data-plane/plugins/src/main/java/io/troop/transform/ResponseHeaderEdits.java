package io.troop.transform;

import io.troop.plugin.Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Changes the headers of an answer: Kong's `response-transformer/header_transformer.lua`.
/// *Immutable and thread-safe.*
public final class ResponseHeaderEdits {
  private final List<String> removed;
  private final List<Pair> renamed;
  private final List<Pair> replaced;
  private final List<Pair> added;
  private final List<Pair> appended;

  public ResponseHeaderEdits(
      List<String> remove,
      List<String> rename,
      List<String> replace,
      List<String> add,
      List<String> append) {
    removed = Pair.all(remove).stream().map(Pair::name).toList();
    renamed = Pair.all(rename);
    replaced = Pair.all(replace);
    added = Pair.all(add);
    appended = Pair.all(append);
  }

  /// What is there is asked of the headers as they were before the first change.
  public void apply(Headers.Mutable headers) {
    Map<String, List<String>> before = new HashMap<>();
    for (List<Pair> pairs : List.of(renamed, replaced, added)) {
      for (Pair pair : pairs) {
        before.computeIfAbsent(key(pair.name()), headers::all);
      }
    }
    removed.forEach(headers::remove);
    renamed.forEach(pair -> rename(headers, pair, before(before, pair)));
    for (Pair pair : replaced) {
      if (pair.value() != null && !before(before, pair).isEmpty() && mayBeSet(pair.name())) {
        headers.set(pair.name(), pair.value());
      }
    }
    for (Pair pair : added) {
      if (pair.value() != null && before(before, pair).isEmpty() && mayBeSet(pair.name())) {
        headers.set(pair.name(), pair.value());
      }
    }
    for (Pair pair : appended) {
      if (pair.value() != null && mayBeSet(pair.name())) {
        headers.add(pair.name(), pair.value());
      }
    }
  }

  private static void rename(Headers.Mutable headers, Pair pair, List<String> values) {
    String name = pair.value();
    if (values.isEmpty() || name == null || !mayBeSet(name)) {
      return;
    }
    headers.remove(pair.name());
    headers.remove(name);
    values.forEach(value -> headers.add(name, value));
  }

  private static List<String> before(Map<String, List<String>> before, Pair pair) {
    return before.getOrDefault(key(pair.name()), List.of());
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /// The framing of an answer is the gateway's.
  private static boolean mayBeSet(String name) {
    return !name.equalsIgnoreCase("transfer-encoding");
  }
}
