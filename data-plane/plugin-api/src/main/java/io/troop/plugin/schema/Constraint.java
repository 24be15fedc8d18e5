package io.troop.plugin.schema;

import io.troop.plugin.schema.annotation.Validator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A rule for one value that is not null and of the right type. *Immutable.* Names and messages are
/// Kong's (`db/schema/init.lua`).
public sealed interface Constraint {

  /// Kong's name of the rule, such as `between`.
  String key();

  /// What `/schemas/…` shows as the rule's value.
  @Nullable Object argument();

  /// What is wrong with the value; null when nothing is.
  @Nullable String violation(Object value);

  /// Whether `/schemas/…` shows the rule.
  default boolean described() {
    return true;
  }

  /// The rules in the order in which Kong tries them: the first that fails gives the message.
  List<String> ORDER =
      List.of(
          "eq",
          "ne",
          "not_one_of",
          "one_of",
          "gt",
          "timestamp",
          "uuid",
          "is_regex",
          "between",
          "len_eq",
          "len_min",
          "len_max",
          "starts_with",
          "not_match",
          "match_none",
          "match",
          "match_all",
          "match_any",
          "contains",
          "custom_validator",
          "mutually_exclusive_subsets");

  /// Equal to this; a null demands null.
  record Eq(@Nullable Object wanted) implements Constraint {
    @Override
    public String key() {
      return "eq";
    }

    @Override
    public @Nullable Object argument() {
      return wanted;
    }

    @Override
    public @Nullable String violation(Object value) {
      return wanted != null && Values.same(value, wanted) ? null : message();
    }

    String message() {
      return "value must be " + (wanted == null ? "null" : Values.text(wanted));
    }
  }

  /// Different from this; a null demands a value.
  record Ne(@Nullable Object refused) implements Constraint {
    @Override
    public String key() {
      return "ne";
    }

    @Override
    public @Nullable Object argument() {
      return refused;
    }

    @Override
    public @Nullable String violation(Object value) {
      return refused != null && Values.same(value, refused)
          ? "value must not be " + Values.text(value)
          : null;
    }
  }

  /// Greater than a number.
  record GreaterThan(double limit) implements Constraint {
    @Override
    public String key() {
      return "gt";
    }

    @Override
    public Object argument() {
      return Values.number(limit);
    }

    @Override
    public @Nullable String violation(Object value) {
      return ((Number) value).doubleValue() > limit
          ? null
          : "value must be greater than " + Values.text(Values.number(limit));
    }
  }

  /// Between two numbers, both included.
  record Between(double min, double max) implements Constraint {
    @Override
    public String key() {
      return "between";
    }

    @Override
    public Object argument() {
      return List.of(Values.number(min), Values.number(max));
    }

    @Override
    public @Nullable String violation(Object value) {
      double number = ((Number) value).doubleValue();
      return number >= min && number <= max
          ? null
          : "value should be between " + (long) min + " and " + (long) max;
    }
  }

  /// One of a few values.
  record OneOf(List<Object> options) implements Constraint {
    public OneOf {
      options = List.copyOf(options);
    }

    @Override
    public String key() {
      return "one_of";
    }

    @Override
    public Object argument() {
      return options;
    }

    @Override
    public @Nullable String violation(Object value) {
      return options.stream().anyMatch(option -> Values.same(option, value))
          ? null
          : "expected one of: " + Values.join(options);
    }
  }

  /// None of a few values.
  record NotOneOf(List<Object> options) implements Constraint {
    public NotOneOf {
      options = List.copyOf(options);
    }

    @Override
    public String key() {
      return "not_one_of";
    }

    @Override
    public Object argument() {
      return options;
    }

    @Override
    public @Nullable String violation(Object value) {
      return options.stream().anyMatch(option -> Values.same(option, value))
          ? "must not be one of: " + Values.join(options)
          : null;
    }
  }

  /// How a length compares.
  enum Compare {
    EQ("len_eq", "length must be %d"),
    MIN("len_min", "length must be at least %d"),
    MAX("len_max", "length must be at most %d");

    private final String key;
    private final String message;

    Compare(String key, String message) {
      this.key = key;
      this.message = message;
    }
  }

  /// The length of a text in bytes, or the number of elements.
  ///
  /// @param described false for the rule that a text must not be empty, which a schema need not say
  record Length(Compare compare, int limit, boolean described) implements Constraint {
    public Length(Compare compare, int limit) {
      this(compare, limit, true);
    }

    @Override
    public String key() {
      return compare.key;
    }

    @Override
    public Object argument() {
      return (long) limit;
    }

    @Override
    public @Nullable String violation(Object value) {
      int length = Values.length(value);
      boolean holds =
          switch (compare) {
            case EQ -> length == limit;
            case MIN -> length >= limit;
            case MAX -> length <= limit;
          };
      return holds ? null : compare.message.replace("%d", Integer.toString(limit));
    }
  }

  /// A text that matches a Lua pattern; `wanted` false: that does not.
  record Match(LuaPattern pattern, boolean wanted) implements Constraint {
    public Match(String pattern) {
      this(LuaPattern.of(pattern), true);
    }

    @Override
    public String key() {
      return wanted ? "match" : "not_match";
    }

    @Override
    public Object argument() {
      return pattern.source();
    }

    @Override
    public @Nullable String violation(Object value) {
      return pattern.find((String) value) == wanted ? null : "invalid value: " + value;
    }
  }

  /// A Lua pattern and what to say when the text does not keep to it.
  record Rule(LuaPattern pattern, String message) {
    public Rule(String pattern, String message) {
      this(LuaPattern.of(pattern), message);
    }

    Object describe() {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      out.put("pattern", pattern.source());
      out.put("err", message);
      return out;
    }
  }

  /// A text that matches all patterns; `wanted` false: none of them.
  record MatchAll(List<Rule> rules, boolean wanted) implements Constraint {
    public MatchAll {
      rules = List.copyOf(rules);
    }

    @Override
    public String key() {
      return wanted ? "match_all" : "match_none";
    }

    @Override
    public Object argument() {
      return rules.stream().map(Rule::describe).toList();
    }

    @Override
    public @Nullable String violation(Object value) {
      for (Rule rule : rules) {
        if (rule.pattern().find((String) value) != wanted) {
          return rule.message();
        }
      }
      return null;
    }
  }

  /// A text that matches at least one pattern.
  record MatchAny(List<LuaPattern> patterns, String message) implements Constraint {
    public MatchAny {
      patterns = List.copyOf(patterns);
    }

    @Override
    public String key() {
      return "match_any";
    }

    @Override
    public Object argument() {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      out.put("patterns", patterns.stream().map(LuaPattern::source).toList());
      out.put("err", message);
      return out;
    }

    @Override
    public @Nullable String violation(Object value) {
      return patterns.stream().anyMatch(pattern -> pattern.find((String) value)) ? null : message;
    }
  }

  /// A text that begins with another.
  record StartsWith(String prefix) implements Constraint {
    @Override
    public String key() {
      return "starts_with";
    }

    @Override
    public Object argument() {
      return prefix;
    }

    @Override
    public @Nullable String violation(Object value) {
      return ((String) value).startsWith(prefix) ? null : "should start with: " + prefix;
    }
  }

  /// A list that has an element.
  record Contains(Object wanted) implements Constraint {
    @Override
    public String key() {
      return "contains";
    }

    @Override
    public Object argument() {
      return wanted;
    }

    @Override
    public @Nullable String violation(Object value) {
      for (Object element : Values.elements(value)) {
        if (element != null && Values.same(element, wanted)) {
          return null;
        }
      }
      return "expected to contain: " + Values.text(wanted);
    }
  }

  /// A UUID in small letters and digits.
  record Uuid() implements Constraint {
    @Override
    public String key() {
      return "uuid";
    }

    @Override
    public Object argument() {
      return true;
    }

    @Override
    public @Nullable String violation(Object value) {
      return Formats.isUuid((String) value) ? null : "expected a valid UUID";
    }
  }

  /// A positive time.
  record Timestamp() implements Constraint {
    @Override
    public String key() {
      return "timestamp";
    }

    @Override
    public Object argument() {
      return true;
    }

    @Override
    public @Nullable String violation(Object value) {
      return ((Number) value).doubleValue() > 0 ? null : "expected a valid timestamp";
    }
  }

  /// A regular expression that compiles.
  record IsRegex() implements Constraint {
    @Override
    public String key() {
      return "is_regex";
    }

    @Override
    public Object argument() {
      return true;
    }

    @Override
    public @Nullable String violation(Object value) {
      return Formats.regexProblem((String) value) == null ? null : "not a valid regex: " + value;
    }
  }

  /// A set whose elements come from at most one of these lists.
  record ExclusiveSubsets(List<List<String>> subsets) implements Constraint {
    public ExclusiveSubsets {
      subsets = subsets.stream().map(List::copyOf).toList();
    }

    @Override
    public String key() {
      return "mutually_exclusive_subsets";
    }

    @Override
    public Object argument() {
      return subsets;
    }

    @Override
    public @Nullable String violation(Object value) {
      List<List<String>> present = new ArrayList<>();
      for (Object element : Values.elements(value)) {
        for (List<String> subset : subsets) {
          if (subset.contains(Objects.toString(element)) && !present.contains(subset)) {
            present.add(subset);
          }
        }
      }
      if (present.size() <= 1) {
        return null;
      }
      return present.stream()
          .map(subset -> "(" + Values.quoted(subset) + ")")
          .collect(Collectors.joining(", ", "these sets are mutually exclusive: ", ""));
    }
  }

  /// A check in code. A record's check gets the whole record.
  record Custom(Validator validator) implements Constraint {
    @Override
    public String key() {
      return "custom_validator";
    }

    @Override
    public @Nullable Object argument() {
      return null;
    }

    @Override
    public boolean described() {
      return false;
    }

    @Override
    public @Nullable String violation(Object value) {
      return validator.violation(value);
    }
  }

  /// The rules that ask for a text, and can't be asked of anything else.
  Set<String> TEXT_ONLY =
      Set.of(
          "uuid",
          "is_regex",
          "starts_with",
          "match",
          "not_match",
          "match_all",
          "match_none",
          "match_any");

  /// The rules that ask for a number.
  Set<String> NUMBER_ONLY = Set.of("gt", "between", "timestamp");

  /// Whether the rule can be asked of the value; a rule from an uploaded schema may not fit its
  /// field.
  default boolean fits(Object value) {
    if (TEXT_ONLY.contains(key())) {
      return value instanceof String;
    }
    if (NUMBER_ONLY.contains(key())) {
      return value instanceof Number;
    }
    return true;
  }
}
