package io.troop.control.admin;

import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.edit.Schemas;
import io.troop.plugin.schema.Subschemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/schemas`: which kinds of entities there are, where they are served and how they hang together,
/// so that a client needs to know none of them.
@Component
@Order(20)
class KindEndpoints implements EndpointSource {

  private final Kinds kinds;
  private final Schemas schemas;
  private final EntityReader reader;

  KindEndpoints(Kinds kinds, Schemas schemas, EntityReader reader) {
    this.kinds = kinds;
    this.schemas = schemas;
    this.reader = reader;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("GET", "/schemas", this::list);
  }

  private Answer list(Call call) {
    return Answer.ok(
        Map.of("data", kinds.all().stream().map(kind -> describe(call, kind)).toList()));
  }

  private Map<String, @Nullable Object> describe(Call call, Kind kind) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("name", kind.name());
    out.put("path", kind.spec().path());
    out.put("endpoint_key", kind.spec().endpointKey());
    out.put("workspaced", kind.spec().workspaced());
    out.put("collection", kind.spec().endpoints());
    out.put(
        "references",
        kind.spec().references().stream()
            .map(reference -> Map.of("field", reference.field(), "target", reference.target()))
            .toList());
    out.put(
        "nested",
        kind.spec().nested().stream()
            .map(nested ->
                Map.of("parent", nested.parent(), "path", nested.path(), "field", nested.field()))
            .toList());
    Subschemas subschemas = schemas.of(kind, reader.of(call)).subschemas();
    // Only what a name says is chosen: that of a route follows from its protocols.
    List<String> names =
        subschemas == null || !subschemas.key().equals("name")
            ? List.of()
            : List.copyOf(new TreeSet<>(subschemas.byKind().keySet()));
    out.put("kinds", names);
    return out;
  }
}
