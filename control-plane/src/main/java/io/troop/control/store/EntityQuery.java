package io.troop.control.store;

import io.troop.state.EntityKey;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which entities of a workspace to list. *Immutable.*
///
/// @param parent the entity that listed ones name; null for any
/// @param tags which tags they have
/// @param search a part of one of their names, whatever its case; empty for any
/// @param from the least id, in the order of ids as unsigned numbers
/// @param size how many at most
public record EntityQuery(
    String workspace,
    String kind,
    @Nullable Parent parent,
    Tags tags,
    String search,
    UUID from,
    int size) {

  /// The fields by which people know entities.
  static final List<String> NAMES =
      List.of(
          "name",
          "username",
          "custom_id",
          "instance_name",
          "prefix",
          "target",
          "host",
          "kid",
          "group");

  /// Whatever their names.
  public EntityQuery(
      String workspace, String kind, @Nullable Parent parent, Tags tags, UUID from, int size) {
    this(workspace, kind, parent, tags, "", from, size);
  }

  /// Whether an entity has a name that was searched for.
  boolean finds(Stored entity) {
    String wanted = search.toLowerCase(Locale.ROOT);
    return wanted.isEmpty()
        || entity.id().toString().startsWith(wanted)
        || NAMES.stream()
            .map(entity.document()::get)
            .anyMatch(name ->
                name instanceof String text && text.toLowerCase(Locale.ROOT).contains(wanted));
  }

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
