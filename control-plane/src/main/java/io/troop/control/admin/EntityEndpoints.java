package io.troop.control.admin;

import io.troop.control.edit.EditException;
import io.troop.control.edit.Expiry;
import io.troop.control.edit.Ids;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Draft;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.control.store.Stored;
import io.troop.control.store.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// The endpoints every kind of entity has, made from its spec: the collection, the single entity,
/// the collections below others, and the entities that its references name.
@Component
@Order(0)
class EntityEndpoints implements EndpointSource {

  private final Kinds kinds;
  private final EntityReader reader;
  private final EntityFinder finder;
  private final EntityView view;
  private final EntityWrites writes;
  private final Expiry expiry;

  EntityEndpoints(
      Kinds kinds,
      EntityReader reader,
      EntityFinder finder,
      EntityView view,
      EntityWrites writes,
      Expiry expiry) {
    this.kinds = kinds;
    this.reader = reader;
    this.finder = finder;
    this.view = view;
    this.writes = writes;
    this.expiry = expiry;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    for (Kind kind : kinds.all()) {
      String all = "/" + kind.spec().path();
      if (!kind.spec().endpoints()) {
        belowOthers(endpoints, kind);
        continue;
      }
      String one = all + "/{" + kind.name() + "}";
      endpoints
          .add("GET", all, call -> list(call, kind))
          .add("POST", all, call -> create(call, kind))
          .add("GET", one, call -> get(call, kind))
          .add("PUT", one, call -> put(call, kind))
          .add("PATCH", one, call -> patch(call, kind))
          .add("DELETE", one, call -> delete(call, kind));
      for (var reference : kind.spec().references()) {
        kinds
            .find(reference.target())
            .ifPresent(target -> referenced(endpoints, one, kind, reference.field(), target));
      }
      belowOthers(endpoints, kind);
    }
  }

  private void belowOthers(Endpoints endpoints, Kind kind) {
    for (var nested : kind.spec().nested()) {
      kinds
          .find(nested.parent())
          .ifPresent(
              parent -> below(endpoints, new Below(kind, parent, nested.path(), nested.field())));
    }
  }

  /// A collection below an entity.
  record Below(Kind kind, Kind parent, String path, String field) {
    String pattern() {
      return "/" + parent.spec().path() + "/{" + parent.name() + "}/" + path;
    }
  }

  private void below(Endpoints endpoints, Below below) {
    String one = below.pattern() + "/{" + below.kind().name() + "}";
    endpoints
        .add("GET", below.pattern(), call -> listBelow(call, below))
        .add("POST", below.pattern(), call -> createBelow(call, below))
        .add("GET", one, call -> getBelow(call, below))
        .add("PUT", one, call -> putBelow(call, below))
        .add("PATCH", one, call -> patchBelow(call, below))
        .add("DELETE", one, call -> deleteBelow(call, below));
  }

  private void referenced(Endpoints endpoints, String one, Kind kind, String field, Kind target) {
    String pattern = one + "/" + field;
    endpoints
        .add("GET", pattern, call -> getReferenced(call, kind, field, target))
        .add("PUT", pattern, call -> putReferenced(call, kind, field, target))
        .add("PATCH", pattern, call -> patchReferenced(call, kind, field, target))
        .add("DELETE", pattern, call -> deleteReferenced(call, kind, field, target));
  }

  // The collection and the single entity.

  Answer list(Call call, Kind kind) {
    Entities entities = reader.of(call);
    boolean tagged = kind.schema().field("tags") != null;
    EntityQuery.Page page =
        entities.page(
            new EntityQuery(
                kind.home(call.workspace()),
                kind.name(),
                null,
                tagged ? Paging.tags(call) : EntityQuery.Tags.NONE,
                Paging.search(call),
                Paging.order(call),
                Paging.from(call),
                Paging.size(call)));
    return page(
        call,
        kind,
        entities,
        page,
        "/" + kind.spec().path(),
        Paging.repeated(call, "tags", "search", "sort_by", "sort_desc", "size", "as_of"));
  }

  private Answer page(
      Call call,
      Kind kind,
      Entities entities,
      EntityQuery.Page page,
      String path,
      Map<String, String> repeated) {
    List<Map<String, @Nullable Object>> data =
        page.entities().stream()
            .filter(stored -> expiry.isAlive(kind, stored.document()))
            .map(stored -> view.show(entities, kind, stored))
            .toList();
    return Answer.ok(Paging.answer(data, call.prefix() + path, Paging.next(page), repeated));
  }

  private Answer create(Call call, Kind kind) {
    return Answer.created(
        writes.commit(
            call, draft -> writes.create(draft, call, kind, writes.typed(draft, call, kind))));
  }

  private Answer get(Call call, Kind kind) {
    Entities entities = reader.of(call);
    return finder
        .find(place(entities, call), kind, call.parameter(0))
        .map(stored -> Answer.ok(view.show(entities, kind, stored)))
        .orElseGet(Answer::notFound);
  }

  private Answer put(Call call, Kind kind) {
    String segment = call.parameter(0);
    UUID id = Ids.parse(segment);
    return Answer.ok(
        writes.commit(
            call,
            draft -> {
              Map<String, @Nullable Object> fields = writes.typed(draft, call, kind);
              if (id != null) {
                return writes.replace(draft, call, kind, id, fields);
              }
              Optional<Stored> there = finder.find(place(draft, call), kind, segment);
              return upsert(draft, call, kind, there, segment, fields);
            }));
  }

  /// Puts an entity in the place of one that its endpoint key names, or adds it.
  private Map<String, @Nullable Object> upsert(
      Draft draft,
      Call call,
      Kind kind,
      Optional<Stored> there,
      String segment,
      Map<String, @Nullable Object> fields) {
    String key = String.valueOf(kind.spec().endpointKey());
    fields.put(key, segment);
    try {
      return writes.upsert(draft, call, kind, there, fields);
    } catch (Violation.Found found) {
      // Kong tells a taken id by the key that the path names.
      throw found.violation() instanceof Violation.PrimaryKey
          ? new EditException(new EditException.Reason.Taken(key, segment))
          : found;
    }
  }

  private Answer patch(Call call, Kind kind) {
    return Answer.ok(
        writes.commit(
            call,
            draft -> {
              Stored stored =
                  finder
                      .find(place(draft, call), kind, call.parameter(0))
                      .orElseThrow(() -> missing(kind, call.parameter(0)));
              return writes.update(
                  draft, call, kind, stored, writes.typed(draft, call, kind, stored));
            }));
  }

  private Answer delete(Call call, Kind kind) {
    writes.commit(
        call,
        draft -> {
          finder
              .find(place(draft, call), kind, call.parameter(0))
              .ifPresent(stored -> writes.delete(draft, kind, stored.id()));
          return true;
        });
    return Answer.noContent();
  }

  // The collections below others.

  Answer listBelow(Call call, Below below) {
    Entities entities = reader.of(call);
    Stored parent = parent(place(entities, call), call, below.parent());
    Paging.checkTags(call, below.kind());
    EntityQuery.Page page =
        entities.page(
            new EntityQuery(
                below.kind().home(call.workspace()),
                below.kind().name(),
                new EntityQuery.Parent(below.field(), parent.key()),
                EntityQuery.Tags.NONE,
                Paging.search(call),
                Paging.order(call),
                Paging.from(call),
                Paging.size(call)));
    String path =
        "/"
            + below.parent().spec().path()
            + "/"
            + Paging.escaped(call.parameter(0))
            + "/"
            + below.path();
    return page(
        call,
        below.kind(),
        entities,
        page,
        path,
        Paging.repeated(call, "search", "sort_by", "sort_desc", "as_of"));
  }

  private Answer createBelow(Call call, Below below) {
    return Answer.created(
        writes.commit(
            call,
            draft -> {
              Stored parent = parent(place(draft, call), call, below.parent());
              Map<String, @Nullable Object> fields = writes.typed(draft, call, below.kind());
              fields.put(below.field(), reference(parent));
              return writes.create(draft, call, below.kind(), fields);
            }));
  }

  private Answer getBelow(Call call, Below below) {
    Entities entities = reader.of(call);
    return Answer.ok(view.show(entities, below.kind(), child(place(entities, call), call, below)));
  }

  private Answer putBelow(Call call, Below below) {
    Kind kind = below.kind();
    String segment = call.parameter(1);
    return Answer.ok(
        writes.commit(
            call,
            draft -> {
              EntityFinder.Place place = place(draft, call);
              Stored parent = parent(place, call, below.parent());
              Map<String, @Nullable Object> fields = writes.typed(draft, call, kind);
              fields.put(below.field(), reference(parent));
              UUID id = Ids.parse(segment);
              if (id != null) {
                return writes.replace(draft, call, kind, id, fields);
              }
              String key = kind.spec().endpointKey();
              boolean within = key != null && EntityFinder.isKeyWithin(kind, below.field(), key);
              if (!within) {
                return upsert(
                    draft, call, kind, finder.find(place, kind, segment), segment, fields);
              }
              UUID found =
                  finder
                      .findBelow(place, kind, below.field(), parent, segment)
                      .map(Stored::id)
                      .orElseGet(UUID::randomUUID);
              // Kong: the key that is sent goes before the one in the path.
              fields.putIfAbsent(String.valueOf(key), segment);
              return writes.replace(draft, call, kind, found, fields);
            }));
  }

  private Answer patchBelow(Call call, Below below) {
    return Answer.ok(
        writes.commit(
            call,
            draft -> {
              Stored stored = child(place(draft, call), call, below);
              return writes.update(
                  draft,
                  call,
                  below.kind(),
                  stored,
                  writes.typed(draft, call, below.kind(), stored));
            }));
  }

  private Answer deleteBelow(Call call, Below below) {
    writes.commit(
        call,
        draft -> {
          writes.delete(draft, below.kind(), child(place(draft, call), call, below).id());
          return true;
        });
    return Answer.noContent();
  }

  // What references name.

  private Answer getReferenced(Call call, Kind kind, String field, Kind target) {
    Entities entities = reader.of(call);
    Stored named = named(place(entities, call), call, kind, field, target);
    return Answer.ok(view.showNamed(entities, target, named));
  }

  private Answer putReferenced(Call call, Kind kind, String field, Kind target) {
    return Answer.ok(
        writes.commit(
            call,
            draft -> {
              Stored owner = parent(place(draft, call), call, kind);
              Map<String, @Nullable Object> fields = writes.typed(draft, call, target);
              UUID id = EntityView.reference(owner, field);
              if (id != null) {
                return writes.replace(draft, call, target, id, fields);
              }
              fields.remove("id"); // as with an entity that is there, the path says which it is
              Map<String, @Nullable Object> created = writes.create(draft, call, target, fields);
              writes.update(
                  draft,
                  call,
                  kind,
                  owner,
                  Map.of(field, Map.of("id", String.valueOf(created.get("id")))));
              return created;
            }));
  }

  private Answer patchReferenced(Call call, Kind kind, String field, Kind target) {
    return Answer.ok(
        writes.commit(
            call,
            draft -> {
              Stored stored = named(place(draft, call), call, kind, field, target);
              return writes.update(
                  draft, call, target, stored, writes.typed(draft, call, target, stored));
            }));
  }

  private Answer deleteReferenced(Call call, Kind kind, String field, Kind target) {
    named(place(reader.of(call), call), call, kind, field, target);
    return Answer.message(405, "Method not allowed");
  }

  // Finding.

  private static EntityFinder.Place place(Entities entities, Call call) {
    return EntityFinder.Place.of(entities, call.workspace());
  }

  private static EntityFinder.Place place(Draft draft, Call call) {
    return EntityFinder.Place.of(draft, call.workspace());
  }

  private Stored parent(EntityFinder.Place place, Call call, Kind kind) {
    return finder.find(place, kind, call.parameter(0)).orElseThrow(EntityEndpoints::notFound);
  }

  private Stored child(EntityFinder.Place place, Call call, Below below) {
    Stored parent = parent(place, call, below.parent());
    return finder
        .findBelow(place, below.kind(), below.field(), parent, call.parameter(1))
        .orElseThrow(EntityEndpoints::notFound);
  }

  private Stored named(EntityFinder.Place place, Call call, Kind kind, String field, Kind target) {
    UUID id = EntityView.reference(parent(place, call, kind), field);
    return Optional.ofNullable(id)
        .flatMap(known -> place.byId(target, known))
        .orElseThrow(EntityEndpoints::notFound);
  }

  private static Map<String, Object> reference(Stored stored) {
    return Map.of("id", stored.id().toString());
  }

  private static RuntimeException notFound() {
    return new AdminErrors.Refused(Answer.notFound());
  }

  private static RuntimeException missing(Kind kind, String segment) {
    if (kind.name().equals("plugins")) {
      // Kong reads a plugin before it changes it, and answers as for a read.
      return notFound();
    }
    String key = Ids.parse(segment) != null ? "id" : String.valueOf(kind.spec().endpointKey());
    return new EditException(new EditException.Reason.Missing(key, segment));
  }
}
