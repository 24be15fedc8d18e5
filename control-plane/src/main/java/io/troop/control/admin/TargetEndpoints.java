package io.troop.control.admin;

import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Entities;
import io.troop.control.store.Stored;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What is odd about targets: the newest is listed first, `/upstreams/{}/targets/all` lists them by
/// their ids, a PUT changes one that is there and adds none, and only Konnect has a list of those
/// of all upstreams.
@Component
@Order(10)
class TargetEndpoints implements EndpointSource {

  private static final String ALL = "/upstreams/{upstreams}/targets";
  private static final String ONE = ALL + "/{targets}";

  private final Kinds kinds;
  private final EntityFinder finder;
  private final EntityWrites writes;
  private final EntityReader reader;
  private final EntityView view;
  private final EntityEndpoints entities;

  TargetEndpoints(
      Kinds kinds,
      EntityFinder finder,
      EntityWrites writes,
      EntityReader reader,
      EntityView view,
      EntityEndpoints entities) {
    this.reader = reader;
    this.view = view;
    this.entities = entities;
    this.kinds = kinds;
    this.finder = finder;
    this.writes = writes;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .addInKonnect("GET", "/targets", call -> entities.list(call, kinds.of("targets")))
        .add("PUT", ONE, this::put)
        .add("GET", ALL, this::list)
        .add(
            "GET",
            ALL + "/all",
            call ->
                entities.listBelow(
                    call,
                    new EntityEndpoints.Below(
                        kinds.of("targets"), kinds.of("upstreams"), "targets/all", "upstream")));
  }

  private Answer list(Call call) {
    Entities all = reader.of(call);
    Stored upstream =
        finder
            .find(
                EntityFinder.Place.of(all, call.workspace()),
                kinds.of("upstreams"),
                call.parameter(0))
            .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
    Paging.checkTags(call, kinds.of("targets"));
    TargetLists.Page page = TargetLists.page(call, all, upstream);
    return Answer.ok(
        Paging.answer(
            page.targets().stream()
                .map(target -> view.show(all, kinds.of("targets"), target))
                .toList(),
            call.prefix() + "/upstreams/" + Paging.escaped(call.parameter(0)) + "/targets",
            page.offset(),
            Paging.repeated(call, "as_of")));
  }

  private Answer put(Call call) {
    Kind kind = kinds.of("targets");
    return Answer.ok(
        writes.commit(
            call,
            draft -> {
              EntityFinder.Place place = EntityFinder.Place.of(draft, call.workspace());
              Stored target =
                  finder
                      .find(place, kinds.of("upstreams"), call.parameter(0))
                      .flatMap(upstream ->
                          finder.findBelow(place, kind, "upstream", upstream, call.parameter(1)))
                      .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
              return writes.update(draft, call, kind, target, call.body().typed(kind.schema()));
            }));
  }
}
