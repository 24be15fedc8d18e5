package io.troop.control.admin;

import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Stored;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What is odd about targets: a PUT changes one that is there and adds none, and
/// `/upstreams/{}/targets/all` lists them once more.
@Component
@Order(10)
class TargetEndpoints implements EndpointSource {

  private static final String ALL = "/upstreams/{upstreams}/targets";
  private static final String ONE = ALL + "/{targets}";

  private final Kinds kinds;
  private final EntityFinder finder;
  private final EntityWrites writes;

  TargetEndpoints(Kinds kinds, EntityFinder finder, EntityWrites writes) {
    this.kinds = kinds;
    this.finder = finder;
    this.writes = writes;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("PUT", ONE, this::put);
    method(endpoints, ALL, "GET").ifPresent(list -> endpoints.add("GET", ALL + "/all", list));
  }

  private static Optional<Endpoint> method(Endpoints endpoints, String pattern, String method) {
    return endpoints
        .find(List.of(pattern.substring(1).split("/", -1)))
        .flatMap(match -> match.path().method(method));
  }

  private Answer put(Call call) {
    Kind kind = kinds.of("targets");
    return Answer.ok(
        writes.commit(
            call,
            "update targets",
            draft -> {
              EntityFinder.Place place = EntityFinder.Place.of(draft, call.workspace());
              Stored target =
                  finder
                      .find(place, kinds.of("upstreams"), call.parameter(0))
                      .flatMap(upstream ->
                          finder.findBelow(place, kind, "upstream", upstream, call.parameter(1)))
                      .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
              return writes.update(draft, kind, target, call.body().typed(kind.schema()));
            }));
  }
}
