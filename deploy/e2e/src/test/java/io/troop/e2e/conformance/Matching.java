package io.troop.e2e.conformance;

import io.troop.e2e.harness.Answer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Holds an answer against what a case expects. Objects are compared member by member; a text such
/// as `<uuid>` stands for a kind, `/…/~` for a regular expression, `<set>` and `<contains>` for
/// lists in any order.
final class Matching {

  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final Map<String, Predicate<@Nullable Object>> KINDS =
      Map.of(
          "<any>", value -> true,
          "<uuid>", value -> value instanceof String text && UUID.matcher(text).matches(),
          "<int>",
              value ->
                  value instanceof Integer || value instanceof Long || value instanceof BigInteger,
          "<number>", value -> value instanceof Number,
          "<string>", value -> value instanceof String,
          "<time>",
              value ->
                  value instanceof Number time
                      && time.doubleValue() > 1.5e9
                      && time.doubleValue() < 5e9,
          "<array>", value -> value instanceof List,
          "<object>", value -> value instanceof Map);

  private Matching() {}

  /// Throws a {@link Mismatch} unless the answer is as expected.
  static void check(Map<String, Object> expected, Answer answer) {
    Object status = expected.get("status");
    if (status != null) {
      List<?> wanted = status instanceof List<?> several ? several : List.of(status);
      if (!wanted.contains(answer.status())) {
        throw new Mismatch(
            "status: expected "
                + status
                + ", got "
                + answer.status()
                + " "
                + shortened(answer.body(), 400));
      }
    }
    Values.object(expected.get("headers")).forEach((name, value) -> header(name, value, answer));
    for (Object name : Values.list(expected.get("absent_headers"))) {
      if (answer.header((String) name) != null) {
        throw new Mismatch("header " + name + ": expected to be absent");
      }
    }
    if (expected.containsKey("text")) {
      match(expected.get("text"), answer.body(), "body", true);
    }
    if (expected.get("certificate") instanceof String pem
        && !bare(pem).equals(bare(answer.certificate()))) {
      throw new Mismatch("another TLS certificate was presented");
    }
    if (expected.containsKey("json")) {
      match(expected.get("json"), json(answer), "$", Boolean.TRUE.equals(expected.get("exact")));
    }
  }

  private static void header(String name, @Nullable Object expected, Answer answer) {
    String actual = answer.header(name);
    if (actual == null) {
      throw new Mismatch("header " + name + ": missing");
    }
    match(expected, actual, "header " + name, true);
  }

  private static @Nullable Object json(Answer answer) {
    try {
      return answer.json();
    } catch (JacksonException problem) {
      throw new Mismatch("body: not JSON: " + shortened(answer.body(), 200));
    }
  }

  static void match(
      @Nullable Object expected, @Nullable Object actual, String where, boolean exact) {
    switch (expected) {
      case String kind when KINDS.containsKey(kind) ->
          require(KINDS.get(kind).test(actual), where, kind, actual);
      case String regex when isRegex(regex) -> {
        String pattern = regex.substring(1, regex.length() - 2);
        require(
            actual instanceof String text && Pattern.compile(pattern).matcher(text).find(),
            where,
            "a match of " + pattern,
            actual);
      }
      case Map<?, ?> map when map.keySet().equals(Set.of("<set>")) ->
          unordered(Values.list(map.get("<set>")), actual, where, exact, true);
      case Map<?, ?> map when map.keySet().equals(Set.of("<contains>")) ->
          unordered(Values.list(map.get("<contains>")), actual, where, exact, false);
      case Map<?, ?> map -> members(Values.object(map), actual, where, exact);
      case List<?> list -> elements(list, actual, where, exact);
      case Number number ->
          require(
              actual instanceof Number other && decimal(number).compareTo(decimal(other)) == 0,
              where,
              expected,
              actual);
      case null, default -> require(Objects.equals(expected, actual), where, expected, actual);
    }
  }

  private static boolean isRegex(String text) {
    return text.length() > 2 && text.startsWith("/") && text.endsWith("/~");
  }

  private static BigDecimal decimal(Number number) {
    return new BigDecimal(number.toString());
  }

  private static void members(
      Map<String, Object> expected, @Nullable Object actual, String where, boolean exact) {
    require(actual instanceof Map, where, "an object", actual);
    Map<String, Object> got = Values.object(actual);
    expected.forEach((name, value) -> {
      String at = where + "." + name;
      if ("<absent>".equals(value)) {
        require(!got.containsKey(name), at, "nothing", got.get(name));
      } else if (got.containsKey(name)) {
        match(value, got.get(name), at, exact);
      } else {
        throw new Mismatch(at + ": missing");
      }
    });
    TreeSet<String> more = new TreeSet<>(got.keySet());
    more.removeAll(expected.keySet());
    if (exact && !more.isEmpty()) {
      throw new Mismatch(where + ": unexpected members " + more);
    }
  }

  private static void elements(
      List<?> expected, @Nullable Object actual, String where, boolean exact) {
    List<?> got = actual instanceof List<?> list ? list : List.of();
    require(actual instanceof List && got.size() == expected.size(), where, expected, actual);
    for (int i = 0; i < expected.size(); i++) {
      match(expected.get(i), got.get(i), where + "[" + i + "]", exact);
    }
  }

  /// Every wanted element is there, in whatever order; with `only` nothing else is.
  private static void unordered(
      List<?> wanted, @Nullable Object actual, String where, boolean exact, boolean only) {
    List<?> got = actual instanceof List<?> list ? list : List.of();
    require(
        actual instanceof List && (!only || got.size() == wanted.size()),
        where,
        "in any order " + wanted,
        actual);
    List<Object> rest = new ArrayList<>(got);
    for (Object value : wanted) {
      int index = indexOfMatch(value, rest, where, exact);
      if (index < 0) {
        throw new Mismatch(
            where
                + ": no element like "
                + value
                + " in "
                + shortened(String.valueOf(actual), 1000));
      }
      rest.remove(index);
    }
  }

  private static int indexOfMatch(
      @Nullable Object value, List<?> candidates, String where, boolean exact) {
    for (int i = 0; i < candidates.size(); i++) {
      try {
        match(value, candidates.get(i), where, exact);
        return i;
      } catch (Mismatch another) {
        // The next one may be it.
      }
    }
    return -1;
  }

  private static void require(
      boolean holds, String where, @Nullable Object expected, @Nullable Object actual) {
    if (!holds) {
      throw new Mismatch(where + ": expected " + expected + ", got " + actual);
    }
  }

  private static String bare(@Nullable String pem) {
    return pem == null ? "" : pem.replaceAll("\\s+", "");
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
