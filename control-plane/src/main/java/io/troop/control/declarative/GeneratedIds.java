package io.troop.control.declarative;

import io.troop.control.document.Json;
import io.troop.control.edit.Kind;
import io.troop.control.store.Workspaces;
import io.troop.plugin.entity.EntitySpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Gives items without an id one: the same item, the same id, in every import. Ids that come from
/// names are those Kong makes (`declarative_config.lua`); an item that nothing identifies gets its
/// id from all that it says. *Confined to one import.*
final class GeneratedIds {

  private static final UUID NAMESPACE = UUID.fromString("fd02801f-0957-4a15-a55a-c8d9606f30b5");

  /// The fields whose values together identify an entity, where that is not the endpoint key.
  private static final Map<String, List<String>> CACHE_KEYS =
      Map.ofEntries(
          Map.entry("plugins", List.of("name", "route", "service", "consumer")),
          Map.entry("targets", List.of("upstream", "target")),
          Map.entry("vaults", List.of("prefix")),
          Map.entry("acls", List.of("consumer", "group")),
          Map.entry("basicauth_credentials", List.of("username")),
          Map.entry("hmacauth_credentials", List.of("username")),
          Map.entry("jwt_secrets", List.of("key")),
          Map.entry("keyauth_credentials", List.of("key")),
          Map.entry("oauth2_credentials", List.of("client_id")));

  private static final Set<String> REQUIRED =
      Set.of(
          "name",
          "target",
          "prefix",
          "group",
          "username",
          "key",
          "client_id",
          "upstream",
          "acls.consumer");

  private final String workspace;
  private final Map<String, UUID> namespaces = new HashMap<>();
  private final Map<UUID, Integer> seen = new HashMap<>();

  /// @param workspace where the entities go: the same names in two workspaces get two ids. Kong has
  ///   one, so that those of the first are made as Kong makes them.
  GeneratedIds(String workspace) {
    this.workspace = workspace;
  }

  void assign(Item item) {
    UUID written = item.writtenId();
    item.id = written != null ? written : generated(item);
    item.children.values().forEach(children -> children.forEach(this::assign));
  }

  private UUID generated(Item item) {
    String key = key(item);
    if (key != null) {
      return named(namespace(item.kind), key);
    }
    UUID content =
        named(
            namespace(item.kind),
            (item.parent == null ? "" : item.parent.id) + Json.text(item.fields()));
    int times = seen.merge(content, 1, Integer::sum);
    return times == 1 ? content : named(content, String.valueOf(times));
  }

  private static @Nullable String key(Item item) {
    List<String> fields = CACHE_KEYS.get(item.kind.name());
    if (fields != null) {
      return cacheKey(item, fields);
    }
    String name = item.name();
    String endpointKey = item.kind.spec().endpointKey();
    boolean unique =
        endpointKey != null && item.kind.spec().uniqueKeys().contains(List.of(endpointKey));
    return name == null || unique ? name : name + owner(item) + ":*";
  }

  /// An entity whose name is unique among its parent's children only is named after both.
  private static String owner(Item item) {
    StringBuilder out = new StringBuilder();
    for (EntitySpec.Reference reference : item.kind.spec().references()) {
      if (reference.onDelete() == EntitySpec.OnDelete.CASCADE) {
        out.append(':').append(value(item, reference.field()));
      }
    }
    return out.toString();
  }

  private static @Nullable String cacheKey(Item item, List<String> fields) {
    List<String> words = new ArrayList<>(List.of(item.kind.name(), "*"));
    for (String field : fields) {
      String value = value(item, field);
      boolean required =
          REQUIRED.contains(field) || REQUIRED.contains(item.kind.name() + "." + field);
      if (value.isEmpty() && required) {
        return null;
      }
      words.add(value);
    }
    return String.join(":", words);
  }

  /// A field as a text; empty for none. A reference by an object counts by its id.
  private static String value(Item item, String field) {
    Object value = item.fields().get(field);
    if (value instanceof Map<?, ?> map) {
      value = map.get("id");
    }
    if (value == null && item.parent != null && field.equals(item.link)) {
      value = item.parent.id;
    }
    return value == null ? "" : String.valueOf(value);
  }

  private UUID namespace(Kind kind) {
    boolean shared = workspace.equals(Workspaces.DEFAULT) || !kind.spec().workspaced();
    UUID root = shared ? NAMESPACE : named(NAMESPACE, workspace);
    return namespaces.computeIfAbsent(kind.name(), name -> named(root, name));
  }

  /// A version 5 UUID.
  static UUID named(UUID namespace, String name) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ByteBuffer.allocate(16)
              .putLong(namespace.getMostSignificantBits())
              .putLong(namespace.getLeastSignificantBits())
              .array());
      ByteBuffer digest = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
      long high = (digest.getLong() & 0xffffffffffff0fffL) | 0x5000L;
      long low = (digest.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
