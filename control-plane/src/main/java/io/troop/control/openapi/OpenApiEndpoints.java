package io.troop.control.openapi;

import io.troop.control.ControlSettings;
import io.troop.control.admin.Answer;
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

/// `/openapi.json`, and `/openapi` to read it in a browser.
@Component
@Order(40)
class OpenApiEndpoints implements EndpointSource {

  private static final String PAGE = "/openapi/index.html";

  private final OpenApi openApi;

  OpenApiEndpoints(Catalog catalog) {
    this.openApi = new OpenApi(catalog, ControlSettings.KONG_VERSION);
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/openapi.json", _ -> Answer.ok(openApi.document(endpoints.methods())))
        .add(
            "GET", "/openapi", _ -> Answer.ok(new Answer.Text("text/html; charset=utf-8", page())));
  }

  private static String page() {
    try (InputStream page = OpenApiEndpoints.class.getResourceAsStream(PAGE)) {
      return new String(Objects.requireNonNull(page).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
