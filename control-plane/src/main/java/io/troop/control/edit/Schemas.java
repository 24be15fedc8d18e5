package io.troop.control.edit;

import io.troop.control.lua.UploadedSchema;
import io.troop.control.store.Draft;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.control.store.Stored;
import io.troop.control.store.Workspaces;
import io.troop.plugin.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// What the documents of one control plane look like: as the catalog says, and for plugins whose
/// schemas were uploaded to that control plane, as those say. *Thread-safe.*
@Component
public class Schemas {

  /// The kind under which uploaded schemas are stored.
  public static final String UPLOADED = "plugin_schemas";

  private static final Logger LOG = LoggerFactory.getLogger(Schemas.class);
  private static final String PLUGINS = "plugins";
  private static final int MOST_UPLOADED = 1000;
  private static final int MOST_REMEMBERED = 500;

  private final Map<String, Optional<UploadedSchema>> read = new ConcurrentHashMap<>();

  /// The schema of a kind for documents that go into this draft.
  public Schema of(Kind kind, Draft draft) {
    return kind.name().equals(PLUGINS) ? with(kind.schema(), draft.all(UPLOADED)) : kind.schema();
  }

  /// The schema of a kind for documents that are among these.
  public Schema of(Kind kind, Entities entities) {
    return kind.name().equals(PLUGINS) ? with(kind.schema(), uploaded(entities)) : kind.schema();
  }

  /// The schema of this very document: of its plugin, say.
  public Schema of(Kind kind, Entities entities, Map<String, ? extends @Nullable Object> document) {
    return isKnown(kind, document)
        ? kind.schemaFor(document)
        : of(kind, entities).forKind(document);
  }

  /// The schema of this very document: of its plugin, say.
  public Schema of(Kind kind, Draft draft, Map<String, ? extends @Nullable Object> document) {
    return isKnown(kind, document) ? kind.schemaFor(document) : of(kind, draft).forKind(document);
  }

  /// Whether the catalog alone tells the schema.
  private static boolean isKnown(Kind kind, Map<String, ? extends @Nullable Object> document) {
    var kinds = kind.schema().subschemas();
    return !kind.name().equals(PLUGINS)
        || (kinds != null && kinds.byKind().containsKey(String.valueOf(document.get("name"))));
  }

  /// The uploaded schemas among these entities.
  public static List<Stored> uploaded(Entities entities) {
    return entities
        .page(
            new EntityQuery(
                Workspaces.DEFAULT,
                UPLOADED,
                null,
                EntityQuery.Tags.NONE,
                EntityQuery.FIRST,
                MOST_UPLOADED))
        .entities();
  }

  private Schema with(Schema plugins, List<Stored> uploads) {
    Schema out = plugins;
    for (Stored upload : uploads) {
      Optional<UploadedSchema> schema = read(upload);
      if (schema.isPresent()) {
        out = out.withKind(schema.get().name(), schema.get().schema());
      }
    }
    return out;
  }

  private Optional<UploadedSchema> read(Stored upload) {
    if (read.size() > MOST_REMEMBERED) {
      read.clear();
    }
    return read.computeIfAbsent(
        String.valueOf(upload.document().get("lua_schema")),
        text -> {
          try {
            return Optional.of(UploadedSchema.read(text));
          } catch (UploadedSchema.Refused refused) {
            // It was readable when it was stored: by a version that took more.
            LOG.warn(
                "the stored schema of plugin {} can't be used: {}",
                upload.document().get("name"),
                refused.getMessage());
            return Optional.empty();
          }
        });
  }

  /// The fields of a new or changed uploaded schema.
  public static Map<String, @Nullable Object> fields(UploadedSchema schema) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", schema.name());
    fields.put("lua_schema", schema.text());
    return fields;
  }
}
