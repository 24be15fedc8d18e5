package io.troop.control.edit;

import io.troop.control.store.Draft;
import io.troop.control.store.Stored;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.state.EntityKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A plugin that names protocols has one in common with its route, or with one of the routes of its
/// service if that has any: else it would never run (Kong's `db/dao/plugins.lua`).
@Component
class PluginProtocols implements Quirk {

  private static final String PROTOCOLS = "protocols";
  private static final String ROUTE = "route";
  private static final String SERVICE = "service";

  @Override
  public Rest before(
      Draft draft, String workspace, @Nullable UUID known, Map<String, @Nullable Object> fields) {
    Map<String, @Nullable Object> plugin = merged(draft, known, fields);
    if (plugin.get(PROTOCOLS) instanceof List<?> protocols) {
      if (plugin.get(ROUTE) instanceof Map<?, ?> route) {
        find(draft, "routes", route)
            .filter(found -> !haveOneInCommon(protocols, found))
            .ifPresent(_ -> {
              throw wrong("must match the associated route's protocols");
            });
      } else if (plugin.get(SERVICE) instanceof Map<?, ?> service) {
        List<Stored> routes =
            find(draft, "services", service)
                .map(found -> draft.referring(found.key(), "routes", SERVICE))
                .orElse(List.of());
        if (!routes.isEmpty()
            && routes.stream().noneMatch(route -> haveOneInCommon(protocols, route))) {
          throw wrong(
              "must match the protocols of at least one route pointing to this Plugin's service");
        }
      }
    }
    return Rest.NONE;
  }

  /// What is sent, and of a plugin that is changed, not replaced, those of the fields looked at
  /// that stay.
  private static Map<String, @Nullable Object> merged(
      Draft draft, @Nullable UUID known, Map<String, @Nullable Object> fields) {
    boolean replaced = known != null && known.toString().equals(fields.get("id"));
    boolean asked = Stream.of(PROTOCOLS, ROUTE, SERVICE).anyMatch(fields::containsKey);
    if (known == null || replaced || !asked) {
      return fields;
    }
    Map<String, @Nullable Object> merged = new LinkedHashMap<>();
    draft
        .get(new EntityKey("plugins", known))
        .ifPresent(stored -> merged.putAll(stored.document()));
    merged.putAll(fields);
    return merged;
  }

  private static Optional<Stored> find(Draft draft, String kind, Map<?, ?> reference) {
    UUID id = reference.get("id") instanceof String text ? Ids.parse(text) : null;
    return id == null ? Optional.empty() : draft.get(new EntityKey(kind, id));
  }

  private static boolean haveOneInCommon(List<?> protocols, Stored route) {
    return route.document().get(PROTOCOLS) instanceof List<?> of
        && !Collections.disjoint(protocols, of);
  }

  private static SchemaViolations wrong(String message) {
    return SchemaViolations.of(PROTOCOLS, message);
  }
}
