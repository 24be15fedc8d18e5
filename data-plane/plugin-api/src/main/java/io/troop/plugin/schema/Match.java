package io.troop.plugin.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A condition on a field in a rule across fields: the field's own constraints, some replaced.
/// *Immutable.*
///
/// @param required whether the value must not be null; null leaves that to the field
/// @param constraints take the place of the field's own of the same key
/// @param elements takes the place of the field's elements; null leaves them
public record Match(
    @Nullable Boolean required, List<Constraint> constraints, @Nullable Field elements) {

  public Match {
    constraints = List.copyOf(constraints);
  }

  /// The value keeps to these.
  public static Match of(Constraint... constraints) {
    return new Match(null, List.of(constraints), null);
  }

  /// The value is given.
  public static Match given() {
    return new Match(true, List.of(), null);
  }

  /// Every element is such a text.
  public static Match elements(Constraint... constraints) {
    return new Match(null, List.of(), Field.part(Type.Plain.STRING).with(constraints));
  }

  public static Match eq(@Nullable Object value) {
    return of(new Constraint.Eq(value));
  }

  public static Match oneOf(Object... values) {
    return of(new Constraint.OneOf(List.of(values)));
  }

  public static Match notOneOf(Object... values) {
    return of(new Constraint.NotOneOf(List.of(values)));
  }

  public static Match pattern(String luaPattern) {
    return of(new Constraint.Match(luaPattern));
  }

  public static Match contains(Object element) {
    return of(new Constraint.Contains(element));
  }

  /// The field with this condition in place of its own rules.
  Field over(Field field) {
    Field out = field.with(constraints);
    if (required != null) {
      out = out.required(required);
    }
    if (elements != null) {
      out =
          out.typed(
              field.type() instanceof Type.SetOf
                  ? new Type.SetOf(elements)
                  : new Type.ArrayOf(elements));
    }
    return out;
  }

  Map<String, @Nullable Object> describe() {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    if (required != null) {
      out.put("required", required);
    }
    for (Constraint constraint : constraints) {
      if (constraint.described()) {
        out.put(constraint.key(), constraint.argument());
      }
    }
    if (elements != null) {
      out.put("elements", Description.of(elements));
    }
    return out;
  }
}
