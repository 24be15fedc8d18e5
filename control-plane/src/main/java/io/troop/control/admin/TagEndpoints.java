package io.troop.control.admin;

import io.troop.control.edit.Ids;
import io.troop.control.store.Entities;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.state.EntityKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Tags over all kinds of entities. They can only be read: they live on the entities.
@Component
@Order(10)
class TagEndpoints implements EndpointSource {

  private final EntityReader reader;

  TagEndpoints(EntityReader reader) {
    this.reader = reader;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    Endpoint refuse =
        _ -> {
          throw SchemaViolations.of(
              "tags", "does not support insert/upsert/update/delete operations");
        };
    endpoints
        .add("GET", "/tags", call -> list(call, Optional.empty()))
        .add("POST", "/tags", refuse)
        .add("GET", "/tags/{tags}", call -> list(call, Optional.of(call.parameter(0))));
    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      endpoints.add(method, "/tags/{tags}", refuse);
    }
  }

  private Answer list(Call call, Optional<String> tag) {
    int size = Paging.size(call);
    List<Entities.Tagged> found =
        reader.of(call).tags(call.workspace(), tag, after(call), size + 1);
    boolean more = found.size() > size;
    List<Entities.Tagged> page = more ? found.subList(0, size) : found;
    List<Map<String, String>> data =
        page.stream()
            .map(tagged ->
                Map.of(
                    "tag",
                    tagged.tag(),
                    "entity_name",
                    tagged.entity().kind(),
                    "entity_id",
                    tagged.entity().id().toString()))
            .toList();
    String path = "/tags" + tag.map(word -> "/" + Paging.escaped(word)).orElse("");
    return Answer.ok(
        Paging.answer(
            data,
            call.prefix() + path,
            more ? offset(page.getLast()) : null,
            tag.isEmpty() ? Paging.repeated(call, "size") : Map.of()));
  }

  private static String offset(Entities.Tagged last) {
    return Paging.offset(last.tag(), last.entity().kind(), last.entity().id().toString());
  }

  private static Optional<Entities.Tagged> after(Call call) {
    List<String> words = Paging.offset(call);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    var id = words.size() == 3 ? Ids.parse(words.get(2)) : null;
    if (id == null) {
      throw new AdminErrors.Refused(
          AdminErrors.invalidOffset(call.argument("offset").orElse(""), "bad json encoding"));
    }
    return Optional.of(new Entities.Tagged(words.get(0), new EntityKey(words.get(1), id)));
  }
}
