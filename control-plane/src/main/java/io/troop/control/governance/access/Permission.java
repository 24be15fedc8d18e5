package io.troop.control.governance.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a role permits, or with `negative` forbids. *Immutable.*
public sealed interface Permission {

  Set<Action> actions();

  boolean negative();

  @Nullable String comment();

  /// What can be changed about a permission: all but what it is about.
  record Terms(Set<Action> actions, boolean negative, @Nullable String comment) {}

  /// About a path of the API.
  ///
  /// @param workspace the name of one; `*` for all; `plane:workspace` for one of another control
  ///   plane than the first
  /// @param endpoint a path without workspace; `*` alone for all, as a segment for any segment
  record OnEndpoint(
      String workspace,
      String endpoint,
      Set<Action> actions,
      boolean negative,
      @Nullable String comment,
      Instant createdAt)
      implements Permission {

    /// The same permission on other terms.
    OnEndpoint with(Terms terms) {
      return new OnEndpoint(
          workspace, endpoint, terms.actions(), terms.negative(), terms.comment(), createdAt);
    }
  }

  /// About an entity.
  ///
  /// @param entity its id; `*` for all
  /// @param type its kind, such as `services`; `wildcard` for all
  record OnEntity(
      String entity,
      String type,
      Set<Action> actions,
      boolean negative,
      @Nullable String comment,
      Instant createdAt)
      implements Permission {

    /// The same permission on other terms.
    OnEntity with(Terms terms) {
      return new OnEntity(
          entity, type, terms.actions(), terms.negative(), terms.comment(), createdAt);
    }
  }
}
