package io.troop.control.projection;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A field that some entities have and a node does not know. *Immutable.*
///
/// @param plugin the plugin whose entities have it; null for none
/// @param field its path, such as `config.private_network`
/// @param entities how many entities lose it
/// @param examples the ids of some of them
public record Removed(
    String kind,
    @Nullable String plugin,
    String field,
    NodeVersion since,
    int entities,
    List<UUID> examples) {

  public Removed {
    examples = List.copyOf(examples);
  }
}
