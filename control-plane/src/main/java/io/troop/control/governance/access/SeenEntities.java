package io.troop.control.governance.access;

import io.troop.control.admin.Caller;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.control.store.Stored;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.EntityKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The entities that a caller may read: lists leave the others out, asking for one is refused.
record SeenEntities(Entities all, Caller caller, Grants grants) implements Entities {

  /// How many are looked at at once.
  private static final int CHUNK = 1000;

  private boolean isSeen(EntityKey key, String workspace) {
    return grants.allowsEntity(key.id().toString(), key.kind(), workspace, Action.READ);
  }

  private Optional<Stored> seen(Optional<Stored> found) {
    found
        .filter(stored -> !isSeen(stored.key(), stored.workspace()))
        .ifPresent(_ -> {
          throw AccessGuard.forbidden(caller, Action.READ);
        });
    return found;
  }

  @Override
  public Optional<Stored> byId(String workspace, EntityKey key) {
    return seen(all.byId(workspace, key));
  }

  @Override
  public Optional<Stored> byFields(
      String workspace, EntitySpec spec, Map<String, @Nullable Object> values) {
    return seen(all.byFields(workspace, spec, values));
  }

  @Override
  public EntityQuery.Page page(EntityQuery query) {
    // The next page begins with an entity that they see, too: an offset tells of no other.
    int wanted = query.size() + 1;
    List<Stored> seen = new ArrayList<>();
    EntityQuery rest = query.sized(Math.max(wanted, CHUNK));
    while (true) {
      EntityQuery.Page page = all.page(rest);
      page.entities().stream()
          .filter(each -> isSeen(each.key(), each.workspace()))
          .limit(wanted - seen.size())
          .forEach(seen::add);
      UUID next = page.next();
      if (next == null || seen.size() == wanted) {
        return query.page(seen);
      }
      rest = rest.from(next, page.nextValue());
    }
  }

  @Override
  public List<Tagged> tags(
      String workspace, Optional<String> tag, Optional<Tagged> after, int size) {
    List<Tagged> seen = new ArrayList<>();
    int chunk = Math.max(size, CHUNK);
    Optional<Tagged> last = after;
    while (true) {
      List<Tagged> page = all.tags(workspace, tag, last, chunk);
      page.stream()
          .filter(tagged -> isSeen(tagged.entity(), workspace))
          .limit(size - seen.size())
          .forEach(seen::add);
      if (page.size() < chunk || seen.size() == size) {
        return seen;
      }
      last = Optional.of(page.getLast());
    }
  }
}
