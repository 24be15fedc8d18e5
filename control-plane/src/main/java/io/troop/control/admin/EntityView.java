package io.troop.control.admin;

import io.troop.control.edit.Expiry;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Schemas;
import io.troop.control.store.Draft;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.control.store.Stored;
import io.troop.plugin.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Entities as they are answered.
@Component
class EntityView {

  private static final int MOST_SNIS = 10_000;

  private final Expiry expiry;
  private final Schemas schemas;

  EntityView(Expiry expiry, Schemas schemas) {
    this.expiry = expiry;
    this.schemas = schemas;
  }

  Map<String, @Nullable Object> show(Entities entities, Kind kind, Stored stored) {
    Map<String, @Nullable Object> shown =
        show(kind, stored, schemas.of(kind, entities, stored.document()));
    if (kind.name().equals("certificates")) {
      EntityQuery snis =
          new EntityQuery(
              stored.workspace(),
              "snis",
              new EntityQuery.Parent("certificate", stored.key()),
              EntityQuery.Tags.NONE,
              EntityQuery.FIRST,
              MOST_SNIS);
      shown.put("snis", names(entities.page(snis).entities()));
    }
    return shown;
  }

  /// As it is answered where another entity's field names it: Kong reads no SNIs there.
  Map<String, @Nullable Object> showNamed(Entities entities, Kind kind, Stored stored) {
    Map<String, @Nullable Object> shown =
        show(kind, stored, schemas.of(kind, entities, stored.document()));
    if (kind.name().equals("certificates")) {
      shown.put("snis", null);
    }
    return shown;
  }

  Map<String, @Nullable Object> show(Draft draft, Kind kind, Stored stored) {
    Map<String, @Nullable Object> shown =
        show(kind, stored, schemas.of(kind, draft, stored.document()));
    if (kind.name().equals("certificates")) {
      shown.put("snis", names(draft.referring(stored.key(), "snis", "certificate")));
    }
    return shown;
  }

  private Map<String, @Nullable Object> show(Kind kind, Stored stored, Schema schema) {
    return new LinkedHashMap<>(schema.show(expiry.shown(kind, stored.document())));
  }

  /// The id of the entity that a field names; null for none.
  static @Nullable UUID reference(Stored stored, String field) {
    return stored.document().get(field) instanceof Map<?, ?> map
            && map.get("id") instanceof String id
        ? UUID.fromString(id)
        : null;
  }

  private static List<String> names(List<Stored> snis) {
    return snis.stream().map(sni -> String.valueOf(sni.document().get("name"))).sorted().toList();
  }
}
