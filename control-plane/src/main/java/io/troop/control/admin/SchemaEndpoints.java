package io.troop.control.admin;

import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.edit.ReferenceFaults;
import io.troop.control.edit.Schemas;
import io.troop.plugin.Catalog;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What entities and plugins look like, and whether a document does.
@Component
@Order(20)
class SchemaEndpoints implements EndpointSource {

  private final Kinds kinds;
  private final Catalog catalog;
  private final Autos autos;
  private final Schemas schemas;
  private final EntityReader reader;
  private final ReferenceFaults faults;

  SchemaEndpoints(
      Kinds kinds,
      Catalog catalog,
      Autos autos,
      Schemas schemas,
      EntityReader reader,
      ReferenceFaults faults) {
    this.faults = faults;
    this.kinds = kinds;
    this.catalog = catalog;
    this.autos = autos;
    this.schemas = schemas;
    this.reader = reader;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/schemas/{name}", this::entity)
        .add(
            "POST", "/schemas/{db_entity_name}/validate", call -> validate(call, call.parameter(0)))
        .add("POST", "/schemas/plugins/validate", call -> validate(call, "plugins"))
        .add("POST", "/schemas/vaults/validate", call -> validate(call, "vaults"))
        .add("GET", "/schemas/plugins/{name}", call -> ofKind("plugins", "plugin", call))
        .add("GET", "/schemas/vaults/{name}", call -> ofKind("vaults", "vault", call))
        .add(
            "GET",
            "/schemas/filters/{name}",
            call -> Answer.message(404, "Filter '" + call.parameter(0) + "' not found"))
        .add("GET", "/plugins/schema/{name}", this::config)
        .add("GET", "/plugins/enabled", this::enabled);
  }

  private Answer entity(Call call) {
    String name = call.parameter(0);
    return kinds
        .find(name)
        .map(Kind::schema)
        .or(() -> OtherSchemas.find(name))
        .map(schema -> Answer.ok(schema.describe()))
        .orElseGet(() -> Answer.message(404, "No entity named '" + name + "'"));
  }

  private Answer enabled(Call call) {
    Set<String> names = new TreeSet<>(catalog.plugins().keySet());
    Schemas.uploaded(reader.of(call))
        .forEach(upload -> names.add(String.valueOf(upload.document().get("name"))));
    return Answer.ok(Map.of("enabled_plugins", List.copyOf(names)));
  }

  private Optional<Schema> subschema(Call call, String kind) {
    String name = call.parameter(0);
    return kinds
        .find(kind)
        .map(found -> schemas.of(found, reader.of(call)).subschemas())
        .map(subschemas -> subschemas.of(Map.of(subschemas.key(), name)));
  }

  private Answer ofKind(String kind, String word, Call call) {
    String name = call.parameter(0);
    return subschema(call, kind)
        .map(schema -> Answer.ok(schema.describe()))
        .orElseGet(() -> Answer.message(404, "No " + word + " named '" + name + "'"));
  }

  /// The old address of a plugin's schema: the fields of `config` alone.
  private Answer config(Call call) {
    String name = call.parameter(0);
    return subschema(call, "plugins")
        .map(schema -> schema.field("config"))
        .map(field ->
            field.type() instanceof Type.RecordOf(Schema inner)
                ? Answer.ok(inner.describe())
                : Answer.notFound())
        .orElseGet(() -> Answer.message(404, "No plugin named '" + name + "'"));
  }

  private Answer validate(Call call, String name) {
    Optional<Schema> schema =
        kinds
            .find(name)
            .map(kind -> schemas.of(kind, reader.of(call)))
            .or(() -> OtherSchemas.find(name));
    if (schema.isEmpty()) {
      return Answer.message(404, "No entity named '" + name + "'");
    }
    Map<String, @Nullable Object> fields = call.body().typed(schema.get());
    Supplier<Map<String, @Nullable Object>> check = () -> schema.get().create(fields, autos);
    Optional<Kind> kind = kinds.find(name);
    Map<String, @Nullable Object> _ =
        kind.isPresent() ? faults.told(kind.get(), fields, check) : check.get();
    return Answer.message(200, "schema validation successful");
  }
}
