package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What people call entities: whoever may know that there is one may know its name, so it is never
/// taken from a field that holds a secret, as `key` does of a certificate. *Stateless.*
public final class EntityNames {

  private static final List<String> MEMBERS =
      List.of("name", "username", "custom_id", "target", "prefix");

  private EntityNames() {}

  /// The name of an entity; null when it has none or is not there.
  public static @Nullable String of(Image image, String kind, UUID id) {
    Entity entity = image.get(new EntityKey(kind, id));
    return entity == null ? null : of(entity);
  }

  /// The name of an entity; null when it has none. Credentials have none: theirs is a secret.
  public static @Nullable String of(Entity entity) {
    Map<String, @Nullable Object> document = Json.object(entity.json());
    boolean isCredential = document.get("consumer") != null && !document.containsKey("config");
    for (String member : MEMBERS) {
      if (document.get(member) instanceof String name && !isCredential) {
        return name;
      }
    }
    return null;
  }
}
