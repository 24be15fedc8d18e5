package io.troop.control.admin;

import io.troop.control.edit.EditException;
import io.troop.control.edit.Expiry;
import io.troop.control.edit.Ids;
import io.troop.control.edit.Kind;
import io.troop.control.store.Draft;
import io.troop.control.store.Entities;
import io.troop.control.store.Stored;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.schema.Subschemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds the entity that a segment of a path means: by its id, or by its endpoint key when the
/// segment is no id; at large or below another entity.
@Component
class EntityFinder {

  private final Expiry expiry;

  EntityFinder(Expiry expiry) {
    this.expiry = expiry;
  }

  /// Where to look: in what is committed, or in a draft.
  interface Place {
    Optional<Stored> byId(Kind kind, UUID id);

    Optional<Stored> byFields(Kind kind, Map<String, @Nullable Object> values);

    static Place of(Entities entities, String workspace) {
      return new Place() {
        @Override
        public Optional<Stored> byId(Kind kind, UUID id) {
          return entities.byId(kind.home(workspace), kind.key(id));
        }

        @Override
        public Optional<Stored> byFields(Kind kind, Map<String, @Nullable Object> values) {
          return entities.byFields(kind.home(workspace), kind.spec(), values);
        }
      };
    }

    static Place of(Draft draft, String workspace) {
      return new Place() {
        @Override
        public Optional<Stored> byId(Kind kind, UUID id) {
          return draft
              .get(kind.key(id))
              .filter(stored -> stored.workspace().equals(kind.home(workspace)));
        }

        @Override
        public Optional<Stored> byFields(Kind kind, Map<String, @Nullable Object> values) {
          return draft.find(kind.home(workspace), kind.spec(), values);
        }
      };
    }
  }

  /// The entity that this segment means.
  ///
  /// @throws AdminErrors.Refused for a segment that can't mean any
  Optional<Stored> find(Place place, Kind kind, String segment) {
    UUID id = Ids.parse(segment);
    if (id != null) {
      return alive(kind, place.byId(kind, id));
    }
    String field = kind.spec().endpointKey();
    if (field == null || !kind.spec().uniqueKeys().contains(List.of(field))) {
      throw new AdminErrors.Refused(AdminErrors.invalidId());
    }
    Optional<Stored> found = alive(kind, place.byFields(kind, Map.of(field, segment)));
    if (found.isEmpty()) {
      checkName(kind, field, segment);
    }
    return found;
  }

  /// The entity that this segment means, if its field names this parent.
  Optional<Stored> findBelow(Place place, Kind kind, String field, Stored parent, String segment) {
    Map<String, Object> reference = Map.of("id", parent.id().toString());
    String key = kind.spec().endpointKey();
    Optional<Stored> found;
    if (Ids.parse(segment) == null && key != null && isKeyWithin(kind, field, key)) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      values.put(field, reference);
      values.put(key, segment);
      found = alive(kind, place.byFields(kind, values));
    } else {
      found = find(place, kind, segment);
    }
    return found.filter(stored -> reference.equals(stored.document().get(field)));
  }

  /// Whether the endpoint key is unique only among the children of one parent.
  static boolean isKeyWithin(Kind kind, String field, String key) {
    return !kind.spec().uniqueKeys().contains(List.of(key))
        && kind.spec().uniqueKeys().stream()
            .anyMatch(
                fields -> fields.size() == 2 && fields.contains(field) && fields.contains(key));
  }

  private Optional<Stored> alive(Kind kind, Optional<Stored> found) {
    return found.filter(stored -> expiry.isAlive(kind, stored.document()));
  }

  /// Kong refuses a name that no entity could have.
  static void checkName(Kind kind, String field, String name) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put(field, name);
    Subschemas kinds = kind.schema().subschemas();
    if (kinds != null) {
      // Any kind's document will do: the name is of the part they share.
      kinds.byKind().keySet().stream().findFirst().ifPresent(any -> document.put(kinds.key(), any));
    }
    try {
      kind.schema().check(document);
    } catch (SchemaViolations violations) {
      if (violations.fields().get(field) instanceof String message) {
        throw new EditException(new EditException.Reason.InvalidUnique(field, message));
      }
    }
  }
}
