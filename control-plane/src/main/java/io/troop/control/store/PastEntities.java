package io.troop.control.store;

import io.troop.control.store.EntityQuery.Placed;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The entities of an image, found by looking at each of a kind: for states of the past, which are
/// asked for rarely. *Immutable.*
final class PastEntities implements Entities {

  private final EntitySpecs specs;
  private final Image image;

  PastEntities(EntitySpecs specs, Image image) {
    this.specs = specs;
    this.image = image;
  }

  @Override
  public Optional<Stored> byId(String workspace, EntityKey key) {
    return Optional.ofNullable(image.get(key))
        .filter(entity -> entity.workspace().equals(workspace))
        .map(Stored::of);
  }

  @Override
  public Optional<Stored> byFields(
      String workspace, EntitySpec spec, Map<String, @Nullable Object> values) {
    return ofKind(workspace, spec.name())
        .map(Stored::of)
        .filter(stored ->
            values.entrySet().stream()
                .allMatch(value ->
                    Objects.equals(value.getValue(), stored.document().get(value.getKey()))))
        .findFirst();
  }

  @Override
  public EntityQuery.Page page(EntityQuery query) {
    Comparator<Place> order = order(query.order());
    List<Placed> found =
        ofKind(query.workspace(), query.kind())
            .map(Stored::of)
            .filter(stored -> matches(query, stored))
            .map(stored -> new Placed(stored, query.order().by().valueOf(stored)))
            .filter(placed -> isOnPage(placed, query, order))
            .sorted(Comparator.comparing(Place::of, order))
            .limit(query.size() + 1L)
            .toList();
    return EntityQuery.Page.of(found, query.size());
  }

  private static boolean isOnPage(Placed placed, EntityQuery query, Comparator<Place> order) {
    String from = query.order().from();
    boolean isFirst = query.order().by() != EntityQuery.By.ID && from == null;
    return isFirst || order.compare(Place.of(placed), new Place(query.from(), from)) >= 0;
  }

  private static Comparator<Place> order(EntityQuery.Order order) {
    Comparator<Place> byId = Comparator.comparing(Place::id, Entities::compare);
    Comparator<Place> all =
        switch (order.by()) {
          case ID -> byId;
          case NAME -> Comparator.comparing(Place::text).thenComparing(byId);
          case CREATED_AT ->
              Comparator.comparing((Place place) -> new BigDecimal(place.text()))
                  .thenComparing(byId);
        };
    return order.descending() ? all.reversed() : all;
  }

  /// Where an entity stands in a list.
  private record Place(UUID id, @Nullable String value) {
    static Place of(Placed placed) {
      return new Place(placed.stored().id(), placed.value());
    }

    String text() {
      return value == null ? "" : value;
    }
  }

  private boolean matches(EntityQuery query, Stored stored) {
    EntityFacts facts =
        EntityFacts.of(specs.of(query.kind()), stored.workspace(), stored.document());
    EntityQuery.Parent parent = query.parent();
    return query.tags().accept(facts.tags())
        && query.finds(stored)
        && (parent == null
            || facts
                .references()
                .contains(new EntityFacts.Reference(parent.field(), parent.entity())));
  }

  @Override
  public List<Tagged> tags(
      String workspace, Optional<String> tag, Optional<Tagged> after, int size) {
    Comparator<Tagged> order =
        Comparator.comparing(Tagged::tag)
            .thenComparing(tagged -> tagged.entity().kind())
            .thenComparing(tagged -> tagged.entity().id(), Entities::compare);
    return specs.all().stream()
        .flatMap(spec -> ofKind(workspace, spec.name()))
        .map(Stored::of)
        .flatMap(this::tagged)
        .filter(tagged -> tag.isEmpty() || tag.get().equals(tagged.tag()))
        .filter(tagged -> after.isEmpty() || order.compare(tagged, after.get()) > 0)
        .sorted(order)
        .limit(size)
        .toList();
  }

  private Stream<Tagged> tagged(Stored stored) {
    return EntityFacts.of(specs.of(stored.key().kind()), stored.workspace(), stored.document())
        .tags()
        .stream()
        .map(tag -> new Tagged(tag, stored.key()));
  }

  private Stream<Entity> ofKind(String workspace, String kind) {
    return image.ofKind(kind).stream().filter(entity -> entity.workspace().equals(workspace));
  }
}
