package io.troop.control.fleet;

import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What people call entities. *Stateless.*
public final class EntityNames {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> MEMBERS =
      List.of("name", "username", "custom_id", "target", "prefix", "key");

  private EntityNames() {}

  /// The name of an entity; null when it has none or is not there.
  public static @Nullable String of(Image image, String kind, UUID id) {
    Entity entity = image.get(new EntityKey(kind, id));
    return entity == null ? null : of(entity);
  }

  /// The name of an entity; null when it has none. Credentials have none: theirs is a secret.
  public static @Nullable String of(Entity entity) {
    Map<?, ?> document = JSON.readValue(entity.json(), Map.class);
    boolean isCredential = document.get("consumer") != null && !document.containsKey("config");
    for (String member : MEMBERS) {
      if (document.get(member) instanceof String name && !isCredential) {
        return name;
      }
    }
    return null;
  }
}
