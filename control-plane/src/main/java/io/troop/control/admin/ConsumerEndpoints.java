package io.troop.control.admin;

import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Entities;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What is odd about consumers: the list may ask for the one with a `custom_id`.
@Component
@Order(10)
class ConsumerEndpoints implements EndpointSource {

  private final Kinds kinds;
  private final EntityReader reader;
  private final EntityView view;

  ConsumerEndpoints(Kinds kinds, EntityReader reader, EntityView view) {
    this.kinds = kinds;
    this.reader = reader;
    this.view = view;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    Endpoint list =
        endpoints
            .find(List.of("consumers"))
            .flatMap(match -> match.path().method("GET"))
            .orElseThrow();
    endpoints.add(
        "GET",
        "/consumers",
        call -> {
          Optional<String> customId = call.argument("custom_id");
          return customId.isEmpty() ? list.answer(call) : byCustomId(call, customId.get());
        });
  }

  private Answer byCustomId(Call call, String customId) {
    if (customId.isEmpty() || call.request().isBare("custom_id")) {
      return Answer.message(400, "custom_id must be an unempty string");
    }
    Kind kind = kinds.of("consumers");
    Entities entities = reader.of(call);
    List<Map<String, @Nullable Object>> data =
        entities
            .byFields(call.workspace(), kind.spec(), Map.of("custom_id", customId))
            .map(stored -> view.show(entities, kind, stored))
            .stream()
            .toList();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("data", data);
    answer.put("next", null);
    return Answer.ok(answer);
  }
}
