package io.troop.control.store;

import io.troop.state.EntityKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Why a change can't be made. *Immutable.*
public sealed interface Violation {

  /// Another entity has the same values in fields that are unique together.
  ///
  /// @param fields the fields with their values; a reference is a map with its id
  record Unique(EntityKey entity, Map<String, @Nullable Object> fields) implements Violation {}

  /// An entity with this id is there already.
  record PrimaryKey(EntityKey entity) implements Violation {}

  /// A field names an entity that is not there.
  record UnknownReference(String field, EntityKey target) implements Violation {}

  /// An entity that is to be deleted is still named by another.
  ///
  /// @param by the kind of the other
  record StillReferenced(EntityKey entity, String by) implements Violation {}

  /// The state has moved on since the caller looked at it.
  record Conflict(long expected, long actual) implements Violation {}

  /// Entities are to be in a workspace that is not there.
  record UnknownWorkspace(String name) implements Violation {}

  /// A change set is to be committed while another one is being drafted by the same hand: within
  /// it.
  record Nested() implements Violation {}

  /// The exception that carries a violation to whoever answers for it.
  final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Violation violation;

    public Found(Violation violation) {
      super(violation.getClass().getSimpleName(), null, false, false);
      this.violation = violation;
    }

    public Violation violation() {
      return violation;
    }
  }
}
