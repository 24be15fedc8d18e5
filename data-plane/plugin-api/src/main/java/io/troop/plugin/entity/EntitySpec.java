package io.troop.plugin.entity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one kind of entity is stored, found and served: everything the shared machine has to know
/// beside its schema. *Immutable.*
///
/// @param name Kong's name of the collection, such as `services` or `keyauth_credentials`; the name
///   in messages, in the declarative format and on the wire
/// @param path the collection's path in the Admin API, such as `services` or `key-auths`
/// @param type the record that is its schema
/// @param endpointKey the unique field that may stand in a path in place of the id; null for none
/// @param uniqueKeys fields (or sets of fields) whose values no two entities of a workspace share
/// @param references fields that name another entity
/// @param nested collections below an entity of another kind, such as `/consumers/{}/key-auth`
public record EntitySpec(
    String name,
    String path,
    Class<? extends Record> type,
    @Nullable String endpointKey,
    List<List<String>> uniqueKeys,
    List<Reference> references,
    List<Nested> nested) {

  public EntitySpec {
    uniqueKeys = List.copyOf(uniqueKeys);
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
  public record Nested(String parent, String path, String field) {}
}
