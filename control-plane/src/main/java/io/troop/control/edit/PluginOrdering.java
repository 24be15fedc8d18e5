package io.troop.control.edit;

import io.troop.control.store.Draft;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.schema.Subschemas;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A plugin can be put before and behind plugins that there are.
@Component
class PluginOrdering implements Quirk {

  private static final String ORDERING = "ordering";

  private final Kinds kinds;
  private final Schemas schemas;

  PluginOrdering(Kinds kinds, Schemas schemas) {
    this.kinds = kinds;
    this.schemas = schemas;
  }

  @Override
  public Rest before(
      Draft draft, String workspace, @Nullable UUID known, Map<String, @Nullable Object> fields) {
    if (fields.get(ORDERING) instanceof Map<?, ?> ordering) {
      Subschemas plugins = schemas.of(kinds.of("plugins"), draft).subschemas();
      for (String side : List.of("before", "after")) {
        if (plugins != null
            && ordering.get(side) instanceof Map<?, ?> phases
            && phases.get("access") instanceof List<?> names) {
          names.forEach(name -> check(plugins, side, name));
        }
      }
    }
    return Rest.NONE;
  }

  private static void check(Subschemas plugins, String side, @Nullable Object name) {
    if (name instanceof String text && !plugins.byKind().containsKey(text)) {
      throw new SchemaViolations(
          Map.of(
              ORDERING,
              Map.of(
                  side,
                  Map.of("access", "no plugin named '" + text + "' (expected: one there is)"))));
    }
  }
}
