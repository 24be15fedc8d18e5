package io.troop.control.edit;

import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What is wrong with a reference that has no usable id. Kong then looks at what was sent as at a
/// part of the entity it should name, and tells what is wrong with that; only when nothing is, it
/// misses the id (`db/schema/init.lua`, fields of the type `foreign`). *Thread-safe.*
@Component
public class ReferenceFaults {

  private final Kinds kinds;

  ReferenceFaults(Kinds kinds) {
    this.kinds = kinds;
  }

  /// Does the work and tells faults of references in its violations as Kong does.
  ///
  /// @param fields what the work checks
  /// @throws SchemaViolations those of the work
  public <T> T told(Kind kind, Map<String, ? extends @Nullable Object> fields, Supplier<T> work) {
    try {
      return work.get();
    } catch (SchemaViolations violations) {
      throw told(kind, fields, violations);
    }
  }

  private SchemaViolations told(
      Kind kind, Map<String, ? extends @Nullable Object> fields, SchemaViolations violations) {
    Map<String, Object> all = new LinkedHashMap<>(violations.fields());
    for (EntitySpec.Reference reference : kind.spec().references()) {
      String field = reference.field();
      if (all.containsKey(field) && fields.get(field) instanceof Map<?, ?> part) {
        kinds
            .find(reference.target())
            .ifPresent(target -> refine(target.schema(), part, field, all));
      }
    }
    return new SchemaViolations(all);
  }

  private static void refine(
      Schema target, Map<?, ?> part, String field, Map<String, Object> violations) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    part.forEach((name, value) -> fields.put(String.valueOf(name), value));
    try {
      target.checkPart(fields);
    } catch (SchemaViolations wrong) {
      violations.put(field, wrong.fields());
    }
  }
}
