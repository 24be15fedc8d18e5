package io.troop.plugin.tools;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Entities that plugins make while they serve, such as tokens. The control plane commits them, and
/// all nodes have them a moment later. *Thread-safe; never blocks.*
///
/// Only for kinds whose [EntitySpec#fromNodes] is set.
public interface EntityWrites {

  /// Commits all of these writes or none.
  ///
  /// @return true when they are committed and this node's next request sees them; false when an
  ///   entity to delete was gone already. Of several callers that delete the same entity one gets
  ///   true. Fails with an [java.io.IOException] when the control plane is away or refuses
  Mono<Boolean> commit(List<Write> writes);

  /// A change to one entity. *Immutable.*
  sealed interface Write {

    /// Adds an entity, or replaces the one with this id.
    ///
    /// @param kind the entity's [EntitySpec#name]
    /// @param fields as somebody would send them to the Admin API; must not hold the id
    record Put(String kind, UUID id, String workspace, Map<String, @Nullable Object> fields)
        implements Write {}

    /// Deletes an entity that must be there.
    record Delete(String kind, UUID id) implements Write {}
  }
}
