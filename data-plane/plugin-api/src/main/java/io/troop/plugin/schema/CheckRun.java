package io.troop.plugin.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One document's way through the rules across fields. *Confined to one check.*
final class CheckRun {

  private final Validation validation;
  private final Schema schema;
  private final Map<String, ? extends @Nullable Object> input;
  private final Violations violations;

  CheckRun(
      Validation validation,
      Schema schema,
      Map<String, ? extends @Nullable Object> input,
      Violations violations) {
    this.validation = validation;
    this.schema = schema;
    this.input = input;
    this.violations = violations;
  }

  /// @param whole whether the document should have all fields
  void run(Check check, boolean whole) {
    boolean anyThere = false;
    for (String path : check.fields()) {
      Field field = schema.fieldAt(path);
      if (field != null
          && field.has(Trait.REFERENCEABLE)
          && Formats.isReference(Values.at(input, path))) {
        return; // only a node knows what the secret is
      }
      anyThere |= Values.has(input, path);
    }
    boolean wrong = check.fields().stream().anyMatch(violations::has);
    if (wrong && !check.runsWithWrongFields()) {
      return;
    }
    if (!anyThere && !(check.runsWithoutFields() && whole)) {
      return;
    }
    List<String> absent = check.needed().stream().filter(path -> !Values.has(input, path)).toList();
    if (!absent.isEmpty()) {
      absent.forEach(path -> violations.at(path, updating("", "field required for entity check")));
      return;
    }
    String message = message(check);
    if (message != null) {
      violations.entity(message);
    }
  }

  private String updating(String before, String message) {
    boolean updates = validation.mode() == Validation.Mode.UPDATE;
    return updates ? (before.isEmpty() ? message + " when updating" : before + message) : message;
  }

  private @Nullable String message(Check check) {
    return switch (check) {
      case Check.AtLeastOneOf(List<String> fields, List<String> others) ->
          given(fields) + given(others) > 0
              ? null
              : updating(
                  "when updating, ",
                  "at least one of these fields must be non-empty: " + Values.quoted(fields));
      case Check.OnlyOneOf(List<String> fields) ->
          given(fields) == 1
              ? null
              : "exactly one of these fields must be non-empty: " + Values.quoted(fields);
      case Check.Distinct(List<String> fields) -> {
        List<Object> values =
            fields.stream()
                .<Object>mapMulti((path, to) -> {
                  Object value = Values.at(input, path);
                  if (value != null && Values.isNonEmpty(value)) {
                    to.accept(value);
                  }
                })
                .toList();
        yield values.size() == values.stream().distinct().count()
            ? null
            : "values of these fields must be distinct: " + Values.quoted(fields);
      }
      case Check.MutuallyRequired(List<String> fields) -> {
        long given = given(fields);
        yield given == 0 || given == fields.size()
            ? null
            : "all or none of these fields must be set: " + Values.quoted(fields);
      }
      case Check.MutuallyExclusive(List<String> fields) ->
          given(fields) <= 1
              ? null
              : "only one or none of these fields must be set: " + Values.quoted(fields);
      case Check.MutuallyExclusiveSets(List<String> set1, List<String> set2) ->
          given(set1) == 0 || given(set2) == 0
              ? null
              : "these sets are mutually exclusive: ("
                  + Values.quoted(givenOf(set1))
                  + "), ("
                  + Values.quoted(givenOf(set2))
                  + ")";
      case Check.Conditional conditional -> conditional(conditional);
      case Check.ConditionalAtLeastOneOf conditional -> conditional(conditional);
      case Check.Custom custom -> custom.rule().apply(projection(custom.fields()));
    };
  }

  private List<String> givenOf(List<String> fields) {
    return fields.stream().filter(path -> Values.isNonEmpty(Values.at(input, path))).toList();
  }

  private long given(List<String> fields) {
    return givenOf(fields).size();
  }

  /// The fields named, and no others.
  private Map<String, @Nullable Object> projection(List<String> fields) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    for (String path : fields) {
      out.put(path, Values.at(input, path));
    }
    return out;
  }

  private boolean holds(Match match, String path) {
    Field field = schema.fieldAt(path);
    return field != null && validation.field(match.over(field), Values.at(input, path)) == null;
  }

  private @Nullable String conditional(Check.Conditional check) {
    Field then = schema.fieldAt(check.thenField());
    if (then == null || !holds(check.ifMatch(), check.ifField())) {
      return null;
    }
    Object value = Values.at(input, check.thenField());
    Object wrong = validation.field(check.thenMatch().over(then), value);
    if (wrong == null) {
      return null;
    }
    violations.at(check.thenField(), wrong);
    return check.thenError() != null && value != null
        ? check.thenError()
        : "failed conditional validation given value of field '" + check.ifField() + "'";
  }

  private @Nullable String conditional(Check.ConditionalAtLeastOneOf check) {
    if (!Values.has(input, check.ifField())) {
      return null;
    }
    if (holds(check.ifMatch(), check.ifField())) {
      return atLeastOne(check.thenFields(), check.thenError());
    }
    Match otherwise = check.elseMatch();
    String error = check.elseError();
    return otherwise != null && error != null && holds(otherwise, check.ifField())
        ? atLeastOne(check.elseFields(), error)
        : null;
  }

  private @Nullable String atLeastOne(List<String> fields, String message) {
    return given(fields) > 0 ? null : message.replace("%s", Values.quoted(fields));
  }
}
