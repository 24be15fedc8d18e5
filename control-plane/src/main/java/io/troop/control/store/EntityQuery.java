package io.troop.control.store;

import io.troop.state.EntityKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which entities of a workspace to list. *Immutable.*
///
/// @param parent the entity that listed ones name; null for any
/// @param tags which tags they have
/// @param search a part of one of their names, whatever its case; empty for any
/// @param order how they are ordered
/// @param from the id the page begins with; with another order than by id, among equals
/// @param size how many at most
public record EntityQuery(
    String workspace,
    String kind,
    @Nullable Parent parent,
    Tags tags,
    String search,
    Order order,
    UUID from,
    int size) {

  /// What lists are ordered by; ids come last, so that no two are equal.
  public enum By {
    ID,
    NAME,
    CREATED_AT;

    /// What an entity is ordered by; null by id.
    @Nullable String valueOf(Stored stored) {
      return switch (this) {
        case ID -> null;
        case NAME -> nameOf(stored.document());
        case CREATED_AT -> String.valueOf(stored.document().getOrDefault("created_at", 0L));
      };
    }
  }

  /// How a list is ordered.
  ///
  /// @param from the value of the page's first entity; null at the beginning, and by id
  public record Order(By by, boolean descending, @Nullable String from) {
    public static final Order BY_ID = new Order(By.ID, false, null);
  }

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

  /// The same entities, in other pages.
  public EntityQuery sized(int most) {
    return new EntityQuery(workspace, kind, parent, tags, search, order, from, most);
  }

  /// The page that another one says is the next.
  public EntityQuery from(UUID id, @Nullable String value) {
    Order next = new Order(order.by(), order.descending(), value);
    return new EntityQuery(workspace, kind, parent, tags, search, next, id, size);
  }

  /// The page that these entities are: all of it, and the one after it if there is one.
  public Page page(List<Stored> oneMore) {
    return Page.of(
        oneMore.stream().map(stored -> new Placed(stored, order.by().valueOf(stored))).toList(),
        size);
  }

  /// Whatever their names.
  public EntityQuery(
      String workspace, String kind, @Nullable Parent parent, Tags tags, UUID from, int size) {
    this(workspace, kind, parent, tags, "", Order.BY_ID, from, size);
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

  /// Some of the entities, in their order.
  ///
  /// @param next where the next page begins; null when there is none
  /// @param nextValue the value it begins with; null by id, and when there is none
  public record Page(List<Stored> entities, @Nullable UUID next, @Nullable String nextValue) {

    /// A page out of one entity more than it may hold.
    static Page of(List<Placed> oneMore, int size) {
      List<Stored> shown = oneMore.stream().limit(size).map(Placed::stored).toList();
      if (oneMore.size() <= size) {
        return new Page(shown, null, null);
      }
      Placed next = oneMore.get(size);
      return new Page(shown, next.stored().id(), next.value());
    }
  }

  /// An entity with what it is ordered by; null by id.
  record Placed(Stored stored, @Nullable String value) {}

  /// What an entity is called in the order of names; as the index over the table has it.
  static String nameOf(Map<String, @Nullable Object> document) {
    for (String field : NAMES) {
      if (document.get(field) instanceof String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.substring(0, Math.min(LONGEST_NAME, lower.length()));
      }
    }
    return "";
  }

  /// What follows in a name does not count for its order.
  private static final int LONGEST_NAME = 100;
}
