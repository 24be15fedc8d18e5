package io.troop.control.admin;

import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.plugin.Catalog;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Subschemas;
import io.troop.plugin.schema.Type;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What entities and plugins look like, and whether a document does.
@Component
@Order(20)
class SchemaEndpoints implements EndpointSource {

  private final Kinds kinds;
  private final Catalog catalog;
  private final Autos autos;

  SchemaEndpoints(Kinds kinds, Catalog catalog, Autos autos) {
    this.kinds = kinds;
    this.catalog = catalog;
    this.autos = autos;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/schemas/{name}", call -> entity(call.parameter(0)))
        .add(
            "POST", "/schemas/{db_entity_name}/validate", call -> validate(call, call.parameter(0)))
        .add("POST", "/schemas/plugins/validate", call -> validate(call, "plugins"))
        .add("POST", "/schemas/vaults/validate", call -> validate(call, "vaults"))
        .add("GET", "/schemas/plugins/{name}", call -> ofKind("plugins", "plugin", call))
        .add("GET", "/schemas/vaults/{name}", call -> ofKind("vaults", "vault", call))
        .add("GET", "/plugins/schema/{name}", this::config)
        .add(
            "GET",
            "/plugins/enabled",
            _ ->
                Answer.ok(Map.of("enabled_plugins", catalog.plugins().keySet().stream().toList())));
  }

  private Answer entity(String name) {
    return kinds
        .find(name)
        .map(kind -> Answer.ok(kind.schema().describe()))
        .orElseGet(() -> Answer.message(404, "No entity named '" + name + "'"));
  }

  private Optional<Schema> subschema(String kind, String name) {
    return kinds
        .find(kind)
        .map(found -> found.schema().subschemas())
        .map(Subschemas::byKind)
        .map(byKind -> byKind.get(name));
  }

  private Answer ofKind(String kind, String word, Call call) {
    String name = call.parameter(0);
    return subschema(kind, name)
        .map(schema -> Answer.ok(schema.describe()))
        .orElseGet(() -> Answer.message(404, "No " + word + " named '" + name + "'"));
  }

  /// The old address of a plugin's schema: the fields of `config` alone.
  private Answer config(Call call) {
    String name = call.parameter(0);
    return subschema("plugins", name)
        .map(schema -> schema.field("config"))
        .map(field ->
            field.type() instanceof Type.RecordOf(Schema inner)
                ? Answer.ok(inner.describe())
                : Answer.notFound())
        .orElseGet(() -> Answer.message(404, "No plugin named '" + name + "'"));
  }

  private Answer validate(Call call, String name) {
    Optional<Kind> kind = kinds.find(name);
    if (kind.isEmpty()) {
      return Answer.message(404, "No entity named '" + name + "'");
    }
    kind.get().schema().create(call.body().typed(kind.get().schema()), autos);
    return Answer.message(200, "schema validation successful");
  }
}
