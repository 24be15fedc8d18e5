package io.troop.control.admin;

import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Draft;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.control.store.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Which consumers are in which groups, from both sides, as Kong Enterprise serves it and its
/// clients read it.
@Component
@Order(10)
class ConsumerGroupEndpoints implements EndpointSource {

  private static final String GROUP = "/consumer_groups/{consumer_groups}";
  private static final String CONSUMER = "/consumers/{consumers}";
  private static final String OVERRIDDEN = "rate-limiting-advanced";
  private static final int MOST_SHOWN = 1000;

  /// One side of a membership.
  ///
  /// @param link the member of a membership's document that names it
  /// @param asked the member of a request that names the entity on this side
  private record Side(String kind, String link, String asked) {}

  private static final Side GROUPS = new Side("consumer_groups", "consumer_group", "group");
  private static final Side CONSUMERS = new Side("consumers", "consumer", "consumer");

  private final Kinds kinds;
  private final EntityReader reader;
  private final EntityFinder finder;
  private final EntityView view;
  private final EntityWrites writes;

  ConsumerGroupEndpoints(
      Kinds kinds, EntityReader reader, EntityFinder finder, EntityView view, EntityWrites writes) {
    this.kinds = kinds;
    this.reader = reader;
    this.finder = finder;
    this.view = view;
    this.writes = writes;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("GET", GROUP, this::group);
    both(endpoints, GROUP + "/consumers", GROUPS, CONSUMERS);
    both(endpoints, CONSUMER + "/consumer_groups", CONSUMERS, GROUPS);
    endpoints
        .add("PUT", GROUP + "/overrides/plugins/" + OVERRIDDEN, this::override)
        .add("DELETE", GROUP + "/overrides/plugins/" + OVERRIDDEN, this::endOverride);
  }

  private void both(Endpoints endpoints, String all, Side owner, Side member) {
    String one = all + "/{" + member.kind() + "}";
    endpoints
        .add("GET", all, call -> list(call, all, owner, member))
        .add("POST", all, call -> join(call, owner, member))
        .add("DELETE", all, call -> leave(call, owner, member))
        .add("GET", one, call -> get(call, owner, member))
        .add("DELETE", one, call -> leave(call, owner, member));
  }

  private Kind memberships() {
    return kinds.of("consumer_group_consumers");
  }

  // Reading.

  /// A group with its consumers; its own fields stand beside them, too.
  private Answer group(Call call) {
    Entities entities = reader.of(call);
    Kind kind = kinds.of(GROUPS.kind());
    Stored group = find(EntityFinder.Place.of(entities, call.workspace()), GROUPS, call, 0);
    Map<String, @Nullable Object> shown = view.show(entities, kind, group);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>(shown);
    answer.put("consumer_group", shown);
    if (call.argument("list_consumers").filter("false"::equals).isEmpty()) {
      answer.put(
          "consumers",
          shown(entities, CONSUMERS, page(entities, call, group, GROUPS, EntityQuery.FIRST)));
    }
    return Answer.ok(answer);
  }

  private EntityQuery.Page page(Entities entities, Call call, Stored owner, Side side, UUID from) {
    int size = call.argument("size").isPresent() ? Paging.size(call) : MOST_SHOWN;
    return entities.page(
        new EntityQuery(
            call.workspace(),
            memberships().name(),
            new EntityQuery.Parent(side.link(), owner.key()),
            EntityQuery.Tags.NONE,
            from,
            size));
  }

  private List<Map<String, @Nullable Object>> shown(
      Entities entities, Side member, EntityQuery.Page page) {
    Kind kind = kinds.of(member.kind());
    return page.entities().stream()
        .map(membership ->
            entities.byId(
                membership.workspace(),
                kind.key(Objects.requireNonNull(EntityView.reference(membership, member.link())))))
        .flatMap(Optional::stream)
        .map(stored -> view.show(entities, kind, stored))
        .toList();
  }

  private Answer list(Call call, String pattern, Side owner, Side member) {
    Entities entities = reader.of(call);
    Stored stored = find(EntityFinder.Place.of(entities, call.workspace()), owner, call, 0);
    EntityQuery.Page page = page(entities, call, stored, owner, Paging.from(call));
    UUID next = page.next();
    String path =
        pattern.replaceFirst(
            "\\{[a-z_]+}",
            java.util.regex.Matcher.quoteReplacement(Paging.escaped(call.parameter(0))));
    return Answer.ok(
        Paging.answer(
            shown(entities, member, page),
            call.prefix() + path,
            next == null ? null : Paging.offset(next.toString()),
            Paging.repeated(call, "size", "as_of")));
  }

  private Answer get(Call call, Side owner, Side member) {
    Entities entities = reader.of(call);
    EntityFinder.Place place = EntityFinder.Place.of(entities, call.workspace());
    Stored one = find(place, owner, call, 0);
    Stored other = find(place, member, call, 1);
    if (place.byFields(memberships(), link(one, owner, other, member)).isEmpty()) {
      throw notFound();
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put(owner.link(), view.show(entities, kinds.of(owner.kind()), one));
    answer.put(member.kind(), List.of(view.show(entities, kinds.of(member.kind()), other)));
    return Answer.ok(answer);
  }

  // Writing.

  /// Kong's clients name one member by a text; several come as a list.
  private Answer join(Call call, Side owner, Side member) {
    Object asked =
        call.body().fields().getOrDefault(member.asked(), call.body().fields().get(member.kind()));
    List<?> names =
        asked instanceof List<?> list ? list : asked == null ? List.of() : List.of(asked);
    if (names.isEmpty()) {
      throw io.troop.plugin.schema.SchemaViolations.of(member.asked(), "required field missing");
    }
    return Answer.created(
        writes.commit(
            call,
            "add " + member.kind() + " to " + owner.kind(),
            draft -> {
              EntityFinder.Place place = EntityFinder.Place.of(draft, call.workspace());
              Stored one = find(place, owner, call, 0);
              Map<String, @Nullable Object> answer = new LinkedHashMap<>();
              answer.put(owner.link(), view.show(draft, kinds.of(owner.kind()), one));
              answer.put(
                  member.kind(),
                  names.stream()
                      .map(name -> join(draft, call, one, owner, member, name(name)))
                      .toList());
              return answer;
            }));
  }

  private Map<String, @Nullable Object> join(
      Draft draft, Call call, Stored one, Side owner, Side member, String name) {
    Kind kind = kinds.of(member.kind());
    Stored other =
        finder
            .find(EntityFinder.Place.of(draft, call.workspace()), kind, name)
            .orElseThrow(ConsumerGroupEndpoints::notFound);
    writes.create(draft, call, memberships(), link(one, owner, other, member));
    return view.show(draft, kind, other);
  }

  /// A name or an id, also as `{"id": …}`.
  private static String name(Object asked) {
    Object id = asked instanceof Map<?, ?> map ? map.get("id") : asked;
    return String.valueOf(id);
  }

  private Answer leave(Call call, Side owner, Side member) {
    writes.commit(
        call,
        "remove " + member.kind() + " from " + owner.kind(),
        draft -> {
          EntityFinder.Place place = EntityFinder.Place.of(draft, call.workspace());
          Stored one = find(place, owner, call, 0);
          UUID only = call.parameters().size() > 1 ? find(place, member, call, 1).id() : null;
          for (Stored membership : draft.referring(one.key(), memberships().name(), owner.link())) {
            if (only == null || only.equals(EntityView.reference(membership, member.link()))) {
              writes.delete(draft, memberships(), membership.id());
            }
          }
          return true;
        });
    return Answer.noContent();
  }

  /// The old way to give a group its own limits: a plugin of that group today.
  private Answer override(Call call) {
    Kind plugins = kinds.of("plugins");
    if (plugins.schema().field(GROUPS.link()) == null) {
      return Answer.message(404, "plugins can't be configured for consumer groups");
    }
    return Answer.created(
        writes.commit(
            call,
            "override " + OVERRIDDEN,
            draft -> {
              Stored group = find(EntityFinder.Place.of(draft, call.workspace()), GROUPS, call, 0);
              Map<String, @Nullable Object> fields = new LinkedHashMap<>();
              fields.put("name", OVERRIDDEN);
              fields.put(GROUPS.link(), reference(group));
              fields.put("config", call.body().fields().get("config"));
              Map<String, @Nullable Object> written =
                  writes.upsert(draft, call, plugins, overriding(draft, group), fields);
              Map<String, @Nullable Object> answer = new LinkedHashMap<>();
              answer.put("consumer_group", group.document().get("name"));
              answer.put("plugin", OVERRIDDEN);
              answer.put("config", written.get("config"));
              return answer;
            }));
  }

  private Answer endOverride(Call call) {
    writes.commit(
        call,
        "end override of " + OVERRIDDEN,
        draft -> {
          Stored group = find(EntityFinder.Place.of(draft, call.workspace()), GROUPS, call, 0);
          overriding(draft, group)
              .ifPresent(plugin -> writes.delete(draft, kinds.of("plugins"), plugin.id()));
          return true;
        });
    return Answer.noContent();
  }

  private static Optional<Stored> overriding(Draft draft, Stored group) {
    return draft.referring(group.key(), "plugins", GROUPS.link()).stream()
        .filter(plugin -> OVERRIDDEN.equals(plugin.document().get("name")))
        .findFirst();
  }

  private Stored find(EntityFinder.Place place, Side side, Call call, int parameter) {
    return finder
        .find(place, kinds.of(side.kind()), call.parameter(parameter))
        .orElseThrow(ConsumerGroupEndpoints::notFound);
  }

  private static Map<String, @Nullable Object> link(
      Stored one, Side side, Stored other, Side otherSide) {
    Map<String, @Nullable Object> link = new LinkedHashMap<>();
    link.put(side.link(), reference(one));
    link.put(otherSide.link(), reference(other));
    return link;
  }

  private static Map<String, Object> reference(Stored stored) {
    return Map.of("id", stored.id().toString());
  }

  private static RuntimeException notFound() {
    return new AdminErrors.Refused(Answer.notFound());
  }
}
