package io.troop.control.projection;

import io.troop.plugin.Catalog;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A field that not every version knows. *Immutable.*
///
/// @param kind the kind of entity
/// @param plugin the plugin whose entities have it; null for all entities of the kind
/// @param path the names of the records around the field and its own
/// @param since the first version that knows it
record Newer(String kind, @Nullable String plugin, List<String> path, NodeVersion since) {

  /// All of a catalogue, as its schemas say it.
  static List<Newer> of(Catalog catalog) {
    List<Newer> found = new ArrayList<>();
    catalog
        .entities()
        .forEach(entity -> collect(entity.schema(), entity.name(), null, List.of(), found));
    catalog
        .plugins()
        .forEach((name, plugin) -> collect(plugin.schema(), "plugins", name, List.of(), found));
    return List.copyOf(found);
  }

  private static void collect(
      Schema schema, String kind, @Nullable String plugin, List<String> around, List<Newer> found) {
    for (Field field : schema.fields()) {
      List<String> path = new ArrayList<>(around);
      path.add(field.name());
      String since = field.since();
      if (since != null) {
        found.add(new Newer(kind, plugin, List.copyOf(path), NodeVersion.of(since)));
      }
      if (field.type() instanceof Type.RecordOf(Schema inner)) {
        collect(inner, kind, plugin, path, found);
      }
    }
  }

  /// Its path as users write it.
  String field() {
    return String.join(".", path);
  }
}
