package io.troop.control.governance.access;

import io.troop.control.admin.Caller;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.control.store.Stored;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.EntityKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The entities that a caller may read: lists leave the others out, asking for one is refused.
record SeenEntities(Entities all, Caller caller, Grants grants) implements Entities {

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
    EntityQuery.Page page = all.page(query);
    return new EntityQuery.Page(
        page.entities().stream().filter(each -> isSeen(each.key(), each.workspace())).toList(),
        page.next(),
        page.nextValue());
  }

  @Override
  public List<Tagged> tags(
      String workspace, Optional<String> tag, Optional<Tagged> after, int size) {
    return all.tags(workspace, tag, after, size).stream()
        .filter(tagged -> isSeen(tagged.entity(), workspace))
        .toList();
  }
}
