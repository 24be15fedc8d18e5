package io.troop.benchmarks.micro;

import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Configurations as a control plane sends them: ten routes to each service, no plugins.
final class SampleImage {

  private SampleImage() {}

  static Image of(int routes) {
    List<Entity> entities = new ArrayList<>();
    for (int number = 0; number < routes; number++) {
      if (number % 10 == 0) {
        entities.add(service(number / 10));
      }
      entities.add(route(number, SampleRoutes.path(number)));
    }
    return Image.of(entities);
  }

  /// The route with this number moves to another path.
  static Change moved(int number, String path) {
    return Change.put(route(number, path));
  }

  private static Entity service(int number) {
    return entity(
        "services",
        new UUID(1, number),
        Map.of(
            "name",
            "service-" + number,
            "protocol",
            "http",
            "host",
            "upstream.example",
            "port",
            80L,
            "retries",
            5L,
            "enabled",
            true));
  }

  private static Entity route(int number, String path) {
    return entity(
        "routes",
        new UUID(2, number),
        Map.of(
            "service", Map.of("id", new UUID(1, number / 10).toString()),
            "protocols", List.of("http", "https"),
            "paths", List.of(path),
            "strip_path", true,
            "path_handling", "v0"));
  }

  private static Entity entity(String kind, UUID id, Map<String, Object> fields) {
    Map<String, Object> document = new LinkedHashMap<>(fields);
    document.put("id", id.toString());
    return Entity.of(new EntityKey(kind, id), "default", document);
  }
}
