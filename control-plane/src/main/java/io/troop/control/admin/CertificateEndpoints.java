package io.troop.control.admin;

import io.troop.control.edit.EditException;
import io.troop.control.edit.Ids;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What is odd about certificates: one is also found by the name of an SNI, a PUT to such a name
/// adds it to the certificate's SNIs, and an SNI's certificate has no path below it.
@Component
@Order(10)
class CertificateEndpoints implements EndpointSource {

  private static final String ONE = "/certificates/{certificates}";

  private final Kinds kinds;
  private final EntityReader reader;
  private final EntityFinder finder;
  private final EntityView view;
  private final EntityWrites writes;

  CertificateEndpoints(
      Kinds kinds, EntityReader reader, EntityFinder finder, EntityView view, EntityWrites writes) {
    this.kinds = kinds;
    this.reader = reader;
    this.finder = finder;
    this.view = view;
    this.writes = writes;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ONE, this::get)
        .add("PUT", ONE, this::put)
        .add("PATCH", ONE, this::patch)
        .add("DELETE", ONE, this::delete)
        .remove("/snis/{snis}/certificate");
    for (String path : List.of("/snis", "/snis/{snis}", "/services")) {
      endpoints.find(List.of((ONE + path).substring(1).split("/", -1))).ifPresent(this::byName);
    }
  }

  /// Lets the name of an SNI stand for the certificate in the paths below it.
  private void byName(Endpoints.Match match) {
    match
        .path()
        .methods()
        .replaceAll((_, endpoint) ->
            call -> {
              EntityFinder.Place place = EntityFinder.Place.of(reader.of(call), call.workspace());
              UUID id = id(place, call.parameter(0)).orElseThrow(CertificateEndpoints::noSni);
              return endpoint.answer(call.withParameter(0, id.toString()));
            });
  }

  private Answer get(Call call) {
    EntityFinder.Place place = EntityFinder.Place.of(reader.of(call), call.workspace());
    return Answer.ok(view.show(reader.of(call), kind(), certificate(place, call.parameter(0))));
  }

  private Answer put(Call call) {
    String segment = call.parameter(0);
    boolean named = Ids.parse(segment) == null;
    return Answer.ok(
        writes.commit(
            call,
            draft -> {
              Map<String, @Nullable Object> fields = fields(call);
              if (named && fields.get("snis") != null) {
                List<Object> snis = new ArrayList<>((List<?>) fields.get("snis"));
                if (!snis.contains(segment)) {
                  snis.add(segment);
                }
                fields.put("snis", snis);
              } else if (named && !fields.containsKey("snis")) {
                fields.put("snis", List.of(segment));
              }
              fields.putIfAbsent("snis", List.of());
              UUID id =
                  id(EntityFinder.Place.of(draft, call.workspace()), segment)
                      .orElseGet(UUID::randomUUID);
              return writes.replace(draft, call, kind(), id, fields);
            }));
  }

  private Answer patch(Call call) {
    return Answer.ok(
        writes.commit(
            call,
            draft ->
                writes.update(
                    draft,
                    call,
                    kind(),
                    certificate(EntityFinder.Place.of(draft, call.workspace()), call.parameter(0)),
                    fields(call))));
  }

  private Answer delete(Call call) {
    writes.commit(
        call,
        draft -> {
          UUID id =
              id(EntityFinder.Place.of(draft, call.workspace()), call.parameter(0))
                  .orElseThrow(CertificateEndpoints::noSni);
          writes.delete(draft, kind(), id);
          return true;
        });
    return Answer.noContent();
  }

  private Kind kind() {
    return kinds.of("certificates");
  }

  /// The fields sent, `snis` among them as a list.
  private Map<String, @Nullable Object> fields(Call call) {
    Map<String, @Nullable Object> fields = call.body().typed(kind().schema());
    if (fields.get("snis") instanceof String one) {
      fields.put("snis", List.of(one));
    }
    return fields;
  }

  private Stored certificate(EntityFinder.Place place, String segment) {
    UUID id = id(place, segment).orElseThrow(CertificateEndpoints::noSni);
    return place
        .byId(kind(), id)
        .orElseThrow(() -> new EditException(new EditException.Reason.Missing("id", segment)));
  }

  /// The id that a segment means: itself, or that of the certificate of an SNI; empty for an SNI
  /// that is not there.
  private Optional<UUID> id(EntityFinder.Place place, String segment) {
    UUID id = Ids.parse(segment);
    return id != null
        ? Optional.of(id)
        : finder
            .find(place, kinds.of("snis"), segment)
            .flatMap(sni -> Optional.ofNullable(EntityView.reference(sni, "certificate")));
  }

  private static RuntimeException noSni() {
    return new AdminErrors.Refused(Answer.message(404, "SNI not found"));
  }
}
