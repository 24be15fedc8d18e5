package io.troop.e2e.conformance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MatchingTest {

  @Test
  void comparesObjectsMemberByMember() {
    holds(Map.of("a", 1), Map.of("a", 1, "b", 2), false);
    differs(Map.of("a", 1), Map.of("a", 1, "b", 2), true, "$: unexpected members [b]");
    differs(Map.of("a", 1), Map.of("b", 2), false, "$.a: missing");
    differs(Map.of("a", "<absent>"), Map.of("a", 2), false, "$.a: expected nothing, got 2");
  }

  @Test
  void comparesNumbersByValueAndNeverWithBooleans() {
    holds(1, 1.0, true);
    holds(100L, 100, true);
    differs(1, true, true, "$: expected 1, got true");
    differs(true, 1, true, "$: expected true, got 1");
    differs(1, "1", true, "$: expected 1, got 1");
  }

  @Test
  void tellsNullFromMissing() {
    Map<String, @Nullable Object> withNull = new HashMap<>();
    withNull.put("a", null);
    holds(withNull, withNull, true);
    differs(withNull, Map.of(), true, "$.a: missing");
    differs(withNull, Map.of("a", 1), true, "$.a: expected null, got 1");
  }

  @Test
  void knowsKindsAndExpressions() {
    holds("<uuid>", "0b0dd1f8-5f0e-4b5c-8b6e-0a0b0c0d0e0f", true);
    differs("<uuid>", "0B0DD1F8", true, "$: expected <uuid>, got 0B0DD1F8");
    holds("<time>", 1_700_000_000, true);
    differs("<int>", 1.5, true, "$: expected <int>, got 1.5");
    holds("/^kong\\/[0-9.]+$/~", "kong/3.9.1", true);
    differs("/^kong$/~", "kong/3.9.1", true, "$: expected a match of ^kong$, got kong/3.9.1");
  }

  @Test
  void comparesListsInOrderUnlessTheyAreSets() {
    holds(List.of(1, 2), List.of(1, 2), true);
    differs(List.of(2, 1), List.of(1, 2), true, "$[0]: expected 2, got 1");
    holds(Map.of("<set>", List.of(2, 1)), List.of(1, 2), true);
    differs(Map.of("<set>", List.of(1, 1)), List.of(1, 2), true, "$: no element like 1 in [1, 2]");
    holds(Map.of("<contains>", List.of(2)), List.of(1, 2), true);
    differs(
        Map.of("<set>", List.of(2)),
        List.of(1, 2),
        true,
        "$: expected in any order [2], got [1, 2]");
  }

  @Test
  void fillsNamesInKeepingTheTypeOfAWholeValue() {
    Map<String, Object> names = Map.of("port", 8000, "name", "x");
    holds(8000, Values.fill("{{port}}", names), true);
    holds("x:8000 {{other}}", Values.fill("{{name}}:{{port}} {{other}}", names), true);
    holds(
        Map.of("x", List.of("x")),
        Values.fill(Map.of("{{name}}", List.of("{{name}}")), names),
        true);
  }

  private static void holds(@Nullable Object expected, @Nullable Object actual, boolean exact) {
    assertThatCode(() -> Matching.match(expected, actual, "$", exact)).doesNotThrowAnyException();
  }

  private static void differs(
      @Nullable Object expected, @Nullable Object actual, boolean exact, String message) {
    assertThatThrownBy(() -> Matching.match(expected, actual, "$", exact))
        .isInstanceOf(Mismatch.class)
        .hasMessage(message);
  }
}
