package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes checked documents before they are stored. *Stateless.*
final class Transformations {

  private Transformations() {}

  /// @param document complete and checked
  /// @param input what the caller gave
  static Map<String, @Nullable Object> write(
      Schema schema,
      Map<String, @Nullable Object> document,
      Map<String, ? extends @Nullable Object> input) {
    Schema refined = schema.forKind(document);
    Map<String, @Nullable Object> out = document;
    for (Transformation transformation : refined.transformations()) {
      List<Object> arguments = arguments(transformation, out, input);
      if (arguments != null) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(out);
        changed.putAll(transformation.onWrite().apply(arguments));
        out = changed;
      }
    }
    return out;
  }

  /// What the caller would have to give in addition.
  ///
  /// @param stored the document before the change; null for a new one
  static List<String> violations(
      Schema schema,
      Map<String, @Nullable Object> document,
      Map<String, ? extends @Nullable Object> input,
      @Nullable Map<String, ? extends @Nullable Object> stored) {
    List<String> out = new ArrayList<>();
    for (Transformation transformation : schema.forKind(document).transformations()) {
      if (lacks(transformation, document, input, stored)) {
        List<String> all = new ArrayList<>(transformation.inputs());
        all.addAll(transformation.needs());
        out.add("all or none of these fields must be set: " + Values.quoted(all));
      }
    }
    return out;
  }

  private static boolean lacks(
      Transformation transformation,
      Map<String, @Nullable Object> document,
      Map<String, ? extends @Nullable Object> input,
      @Nullable Map<String, ? extends @Nullable Object> stored) {
    boolean needChanged = false;
    for (String need : transformation.needs()) {
      needChanged |=
          stored != null && !Values.same(Values.at(document, need), Values.at(stored, need));
    }
    List<String> given =
        transformation.inputs().stream()
            .filter(path -> Values.isNonEmpty(Values.at(input, path)))
            .toList();
    boolean allGiven = given.size() == transformation.inputs().size();
    // Of a stored document the owner's id stays; anything else has to be there, too.
    boolean needLacks =
        transformation.needs().stream()
            .anyMatch(path ->
                stored == null
                    ? !Values.isNonEmpty(Values.at(document, path))
                    : path.indexOf('.') < 0 && !Values.isNonEmpty(Values.at(input, path)));
    return (!given.isEmpty() && needLacks) || (!allGiven && (needChanged || !given.isEmpty()));
  }

  private static @Nullable List<Object> arguments(
      Transformation transformation,
      Map<String, @Nullable Object> document,
      Map<String, ? extends @Nullable Object> input) {
    List<Object> arguments = new ArrayList<>();
    for (String path : transformation.inputs()) {
      Object value = Values.at(document, path);
      if (value == null || !Values.isNonEmpty(Values.at(input, path))) {
        return null;
      }
      arguments.add(value);
    }
    for (String path : transformation.needs()) {
      Object value = Values.at(document, path);
      if (value == null || !Values.isNonEmpty(value)) {
        return null;
      }
      arguments.add(value);
    }
    return arguments;
  }
}
