package io.troop.plugin.entity;

import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Trait;
import io.troop.plugin.schema.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one kind of entity is stored, found and served: everything the shared machine has to know
/// beside its schema. *Immutable.*
///
/// @param name Kong's name of the collection, such as `services` or `keyauth_credentials`; the name
///   in messages, in the declarative format and on the wire
/// @param path the collection's path in the Admin API, such as `services` or `key-auths`
/// @param type the record that its documents bind to
/// @param schema what its documents look like
/// @param endpointKey the unique field that may stand in a path in place of the id; null for none
/// @param uniqueKeys fields (or sets of fields) whose values no two entities of a workspace share;
///   null values differ, except in a set of fields: there they are values like any other
/// @param globalKeys the single fields among them whose values no two entities of all workspaces
///   share
/// @param references fields that name another entity
/// @param nested collections below an entity of another kind, such as `/consumers/{}/key-auth`
/// @param workspaced whether each entity belongs to a workspace, and not to all
/// @param endpoints whether the Admin API serves the collection at its own path, and not only below
///   others
/// @param fromNodes whether nodes may add and delete entities while they serve
public record EntitySpec(
    String name,
    String path,
    Class<? extends Record> type,
    Schema schema,
    @Nullable String endpointKey,
    List<List<String>> uniqueKeys,
    Set<String> globalKeys,
    List<Reference> references,
    List<Nested> nested,
    boolean workspaced,
    boolean endpoints,
    boolean fromNodes) {

  public EntitySpec {
    uniqueKeys = List.copyOf(uniqueKeys);
    globalKeys = Set.copyOf(globalKeys);
    references = List.copyOf(references);
    nested = List.copyOf(nested);
  }

  /// A field that names another entity.
  ///
  /// @param field the field, such as `service`
  /// @param target the other entity's [EntitySpec#name]
  /// @param onDelete what becomes of this entity when the other is deleted
  public record Reference(String field, String target, OnDelete onDelete) {}

  /// What becomes of an entity when one that it refers to is deleted.
  public enum OnDelete {
    /// The deletion is refused.
    RESTRICT,
    /// This entity is deleted, too.
    CASCADE
  }

  /// `/{parent}/{}/{path}`: the entities whose field `field` names the parent.
  ///
  /// @param parent the parent's [EntitySpec#name]
  public record Nested(String parent, String path, String field) {}

  /// The spec that the record's annotations give: unique keys, references, and a collection below
  /// each entity it refers to.
  public static EntitySpec of(String name, Class<? extends Record> type) {
    return of(name, name, type, Schema.of(type).named(name));
  }

  private static EntitySpec of(
      String name, String path, Class<? extends Record> type, Schema schema) {
    List<List<String>> unique = new ArrayList<>();
    Set<String> global = new LinkedHashSet<>();
    List<Reference> references = new ArrayList<>();
    List<Nested> nested = new ArrayList<>();
    for (Field field : schema.fields()) {
      if (field.has(Trait.UNIQUE)) {
        unique.add(List.of(field.name()));
      }
      if (field.has(Trait.UNIQUE_ACROSS_WS)) {
        global.add(field.name());
      }
      if (field.type() instanceof Type.Foreign(String target, String onDelete)) {
        OnDelete rule = onDelete == null ? OnDelete.RESTRICT : OnDelete.CASCADE;
        references.add(new Reference(field.name(), target, rule));
        nested.add(new Nested(target, path, field.name()));
      }
    }
    return new EntitySpec(
        name, path, type, schema, null, unique, global, references, nested, true, true, false);
  }

  /// Served at another path than its name.
  ///
  /// @param path the collection's own path, such as `key-auths`
  /// @param nestedPath its path below others, such as `key-auth`
  public EntitySpec at(String path, String nestedPath) {
    List<Nested> moved =
        nested.stream().map(n -> new Nested(n.parent(), nestedPath, n.field())).toList();
    return new EntitySpec(
        name,
        path,
        type,
        schema,
        endpointKey,
        uniqueKeys,
        globalKeys,
        references,
        moved,
        workspaced,
        endpoints,
        fromNodes);
  }

  /// Found by a field beside its id.
  public EntitySpec foundBy(String field) {
    return new EntitySpec(
        name,
        path,
        type,
        schema,
        field,
        uniqueKeys,
        globalKeys,
        references,
        nested,
        workspaced,
        endpoints,
        fromNodes);
  }

  /// With a set of fields whose values together are unique.
  public EntitySpec uniqueTogether(String... fields) {
    List<List<String>> more = new ArrayList<>(uniqueKeys);
    more.add(List.of(fields));
    return new EntitySpec(
        name,
        path,
        type,
        schema,
        endpointKey,
        more,
        globalKeys,
        references,
        nested,
        workspaced,
        endpoints,
        fromNodes);
  }

  /// With another schema for the same documents, such as one that knows more kinds.
  public EntitySpec withSchema(Schema other) {
    return new EntitySpec(
        name,
        path,
        type,
        other,
        endpointKey,
        uniqueKeys,
        globalKeys,
        references,
        nested,
        workspaced,
        endpoints,
        fromNodes);
  }

  /// Entities may be gone after a time.
  public EntitySpec withTtl() {
    return withSchema(schema.withTtl());
  }

  /// Belongs to all workspaces.
  public EntitySpec shared() {
    return new EntitySpec(
        name,
        path,
        type,
        schema,
        endpointKey,
        uniqueKeys,
        globalKeys,
        references,
        nested,
        false,
        endpoints,
        fromNodes);
  }

  /// Served below other entities only.
  public EntitySpec nestedOnly() {
    return new EntitySpec(
        name,
        path,
        type,
        schema,
        endpointKey,
        uniqueKeys,
        globalKeys,
        references,
        nested,
        workspaced,
        false,
        fromNodes);
  }

  /// Not served by the generic endpoints at all.
  public EntitySpec hidden() {
    return new EntitySpec(
        name,
        path,
        type,
        schema,
        endpointKey,
        uniqueKeys,
        globalKeys,
        references,
        List.of(),
        workspaced,
        false,
        fromNodes);
  }

  /// With entities that nodes may add and delete while they serve, such as tokens.
  public EntitySpec withNodeWrites() {
    return new EntitySpec(
        name,
        path,
        type,
        schema,
        endpointKey,
        uniqueKeys,
        globalKeys,
        references,
        nested,
        workspaced,
        endpoints,
        true);
  }
}
