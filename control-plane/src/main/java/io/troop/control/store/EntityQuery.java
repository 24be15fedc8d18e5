package io.troop.control.store;

import io.troop.state.EntityKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which entities of a workspace to list. *Immutable.*
///
/// @param parent the entity that listed ones name; null for any
/// @param tags which tags they have
/// @param from the least id, in the order of ids as unsigned numbers
/// @param size how many at most
public record EntityQuery(
    String workspace, String kind, @Nullable Parent parent, Tags tags, UUID from, int size) {

  /// The id no other comes before.
  public static final UUID FIRST = new UUID(0, 0);

  /// The listed entities' field and the entity it names.
  public record Parent(String field, EntityKey entity) {}

  /// Tags of which an entity has all, or at least one.
  public record Tags(List<String> words, boolean all) {
    public static final Tags NONE = new Tags(List.of(), true);

    boolean accept(List<?> tags) {
      return words.isEmpty()
          || (all ? tags.containsAll(words) : words.stream().anyMatch(tags::contains));
    }
  }

  /// Some of the entities, ordered by id.
  ///
  /// @param next where the next page begins; null when there is none
  public record Page(List<Stored> entities, @Nullable UUID next) {

    /// A page out of one entity more than it may hold.
    static Page of(List<Stored> oneMore, int size) {
      return oneMore.size() > size
          ? new Page(List.copyOf(oneMore.subList(0, size)), oneMore.get(size).id())
          : new Page(oneMore, null);
    }
  }
}
