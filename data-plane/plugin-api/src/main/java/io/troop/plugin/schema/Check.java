package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A rule across fields. *Immutable.* Fields are named by their path, such as `config.policy`.
///
/// Names, messages and the question when a rule applies follow Kong's entity checks
/// (`db/schema/init.lua`).
public sealed interface Check {

  /// Kong's name of the rule.
  String key();

  /// What `/schemas/…` shows as the rule's value.
  Object argument();

  /// The paths of all fields the rule looks at.
  List<String> fields();

  /// The paths of those that have to be there at all (if only as null) before the rule is tried.
  default List<String> needed() {
    return List.of();
  }

  /// Whether the rule is tried when none of its fields is there.
  default boolean runsWithoutFields() {
    return false;
  }

  /// Whether the rule is tried when one of its fields is wrong by itself.
  default boolean runsWithWrongFields() {
    return false;
  }

  static Check atLeastOneOf(String... fields) {
    return new AtLeastOneOf(List.of(fields), List.of());
  }

  /// At least one is given, of those that Kong's rule knows and names or of `others`, which are
  /// newer.
  static Check atLeastOneOf(List<String> fields, List<String> others) {
    return new AtLeastOneOf(fields, others);
  }

  static Check onlyOneOf(String... fields) {
    return new OnlyOneOf(List.of(fields));
  }

  static Check distinct(String... fields) {
    return new Distinct(List.of(fields));
  }

  static Check mutuallyRequired(String... fields) {
    return new MutuallyRequired(List.of(fields));
  }

  static Check mutuallyExclusive(String... fields) {
    return new MutuallyExclusive(List.of(fields));
  }

  static Check mutuallyExclusiveSets(List<String> set1, List<String> set2) {
    return new MutuallyExclusiveSets(set1, set2);
  }

  /// When `ifField` is like `ifMatch`, then `thenField` must be like `thenMatch`.
  static Check conditional(String ifField, Match ifMatch, String thenField, Match thenMatch) {
    return new Conditional(ifField, ifMatch, thenField, thenMatch, null);
  }

  /// When `ifField` is like `ifMatch`, then one of `thenFields` must be given.
  ///
  /// @param message what to say; `%s` stands for the fields
  static ConditionalAtLeastOneOf conditionalAtLeastOneOf(
      String ifField, Match ifMatch, List<String> thenFields, String message) {
    return new ConditionalAtLeastOneOf(
        ifField, ifMatch, thenFields, message, null, List.of(), null);
  }

  /// A rule in code.
  ///
  /// @param rule gets the fields it names, and says what is wrong, or null
  static Custom custom(
      List<String> fields, Function<Map<String, @Nullable Object>, @Nullable String> rule) {
    return new Custom(fields, false, rule);
  }

  /// At least one is given.
  ///
  /// @param others do as well, but are not named by those who describe the rule
  record AtLeastOneOf(List<String> fields, List<String> others) implements Check {
    @Override
    public String key() {
      return "at_least_one_of";
    }

    @Override
    public Object argument() {
      return fields;
    }

    @Override
    public boolean runsWithoutFields() {
      return true;
    }

    @Override
    public boolean runsWithWrongFields() {
      return true;
    }
  }

  /// Exactly one is given.
  record OnlyOneOf(List<String> fields) implements Check {
    @Override
    public String key() {
      return "only_one_of";
    }

    @Override
    public Object argument() {
      return fields;
    }

    @Override
    public List<String> needed() {
      return fields;
    }

    @Override
    public boolean runsWithWrongFields() {
      return true;
    }
  }

  /// Those that are given differ.
  record Distinct(List<String> fields) implements Check {
    @Override
    public String key() {
      return "distinct";
    }

    @Override
    public Object argument() {
      return fields;
    }

    @Override
    public List<String> needed() {
      return fields;
    }

    @Override
    public boolean runsWithWrongFields() {
      return true;
    }
  }

  /// All are given or none.
  record MutuallyRequired(List<String> fields) implements Check {
    @Override
    public String key() {
      return "mutually_required";
    }

    @Override
    public Object argument() {
      return fields;
    }

    @Override
    public boolean runsWithoutFields() {
      return true;
    }
  }

  /// At most one is given.
  record MutuallyExclusive(List<String> fields) implements Check {
    @Override
    public String key() {
      return "mutually_exclusive";
    }

    @Override
    public Object argument() {
      return fields;
    }

    @Override
    public boolean runsWithoutFields() {
      return true;
    }
  }

  /// Fields of one set are given, or of the other.
  record MutuallyExclusiveSets(List<String> set1, List<String> set2) implements Check {
    @Override
    public String key() {
      return "mutually_exclusive_sets";
    }

    @Override
    public Object argument() {
      return Map.of("set1", set1, "set2", set2);
    }

    @Override
    public List<String> fields() {
      List<String> all = new ArrayList<>(set1);
      all.addAll(set2);
      return all;
    }

    @Override
    public boolean runsWithoutFields() {
      return true;
    }
  }

  /// If one field is so, the other must be so.
  record Conditional(
      String ifField, Match ifMatch, String thenField, Match thenMatch, @Nullable String thenError)
      implements Check {

    /// With this message in place of the general one.
    public Conditional saying(String message) {
      return new Conditional(ifField, ifMatch, thenField, thenMatch, message);
    }

    @Override
    public String key() {
      return "conditional";
    }

    @Override
    public Object argument() {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      out.put("if_field", ifField);
      out.put("if_match", ifMatch.describe());
      out.put("then_field", thenField);
      out.put("then_match", thenMatch.describe());
      if (thenError != null) {
        out.put("then_err", thenError);
      }
      return out;
    }

    @Override
    public List<String> fields() {
      return List.of(ifField, thenField);
    }

    @Override
    public List<String> needed() {
      return List.of(ifField);
    }

    @Override
    public boolean runsWithWrongFields() {
      return true;
    }
  }

  /// If one field is so, at least one of others is given; else, if it is otherwise, at least one of
  /// yet others.
  record ConditionalAtLeastOneOf(
      String ifField,
      Match ifMatch,
      List<String> thenFields,
      String thenError,
      @Nullable Match elseMatch,
      List<String> elseFields,
      @Nullable String elseError)
      implements Check {

    /// With a second condition, tried when the first does not hold.
    public ConditionalAtLeastOneOf orElse(Match match, List<String> fields, String message) {
      return new ConditionalAtLeastOneOf(
          ifField, ifMatch, thenFields, thenError, match, fields, message);
    }

    @Override
    public String key() {
      return "conditional_at_least_one_of";
    }

    @Override
    public Object argument() {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      out.put("if_field", ifField);
      out.put("if_match", ifMatch.describe());
      out.put("then_at_least_one_of", thenFields);
      out.put("then_err", thenError);
      if (elseMatch != null) {
        out.put("else_match", elseMatch.describe());
        out.put("else_then_at_least_one_of", elseFields);
        out.put("else_then_err", elseError);
      }
      return out;
    }

    @Override
    public List<String> fields() {
      List<String> all = new ArrayList<>(List.of(ifField));
      all.addAll(thenFields);
      all.addAll(elseFields);
      return all;
    }

    @Override
    public boolean runsWithoutFields() {
      return true;
    }

    @Override
    public boolean runsWithWrongFields() {
      return true;
    }
  }

  /// A rule in code.
  record Custom(
      List<String> fields,
      boolean runsWithoutFields,
      Function<Map<String, @Nullable Object>, @Nullable String> rule)
      implements Check {

    /// The same, tried even when some of its fields are not there.
    public Custom withMissingFields() {
      return new Custom(fields, true, rule);
    }

    @Override
    public String key() {
      return "custom_entity_check";
    }

    @Override
    public Object argument() {
      return Map.of("field_sources", fields);
    }

    @Override
    public List<String> needed() {
      return runsWithoutFields ? List.of() : fields;
    }
  }

  /// The rule as `/schemas/…` shows it.
  default Map<String, @Nullable Object> describe() {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put(key(), argument());
    return out;
  }
}
