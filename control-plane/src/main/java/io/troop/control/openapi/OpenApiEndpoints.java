package io.troop.control.openapi;

import io.troop.control.ControlSettings;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.plugin.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/openapi.json`, and `/openapi` to read it in a browser; the JSON Schema of one kind of entity
/// where Konnect has it, for clients that take defaults from there.
@Component
@Order(40)
class OpenApiEndpoints implements EndpointSource {

  private static final String PAGE = "/openapi/index.html";

  private final Catalog catalog;
  private final OpenApi openApi;

  OpenApiEndpoints(Catalog catalog) {
    this.catalog = catalog;
    this.openApi = new OpenApi(catalog, ControlSettings.KONG_VERSION);
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/openapi.json", _ -> Answer.ok(openApi.document(endpoints.methods())))
        .add("GET", "/openapi", _ -> Answer.ok(new Answer.Text("text/html; charset=utf-8", page())))
        .addInKonnect("GET", "/v1/schemas/json/{entity}", this::schema);
  }

  /// Konnect names a kind in the singular: `service`, `key-set`.
  private Answer schema(Call call) {
    String plural = call.parameter(0) + "s";
    return catalog.entities().stream()
        .filter(spec -> spec.name().equals(plural) || spec.path().equals(plural))
        .findFirst()
        .map(spec -> Answer.ok(JsonSchemas.of(spec.schema())))
        .orElseGet(Answer::notFound);
  }

  private static String page() {
    try (InputStream page = OpenApiEndpoints.class.getResourceAsStream(PAGE)) {
      return new String(Objects.requireNonNull(page).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
