package io.troop.control.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ConsoleIT {

  private final RunningControlPlane controlPlane = RunningControlPlane.get();
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> send(String method, String path, String... headers) {
    int port = controlPlane.bean(ConsoleServer.class).port();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void everyPlaceWithinThePageShowsThePage() {
    HttpResponse<String> answer = send("GET", "/default/default/services");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).containsIgnoringCase("<title>Troop");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void onlyStylesWithTheNonceOfThisAnswerApply() {
    String first = header(send("GET", "/"), "Content-Security-Policy");
    String second = header(send("GET", "/"), "Content-Security-Policy");

    assertThat(first).contains("default-src 'none'", "script-src 'self';", "'nonce-");
    assertThat(first).doesNotContain("unsafe");
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void missingAssetsAreMissing() {
    assertThat(send("GET", "/assets/none.js").statusCode()).isEqualTo(404);
  }

  @Test
  void nothingButFilesOfThePageIsServed() {
    HttpResponse<String> answer = send("GET", "/application.properties/..%2f..%2fio");

    assertThat(answer.body()).containsIgnoringCase("<title>Troop");
  }

  @Test
  void theAdminApiIsBelowApi() {
    HttpResponse<String> answer = send("GET", "/api/services?size=1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("{\"data\":");
    assertThat(send("GET", "/api").body()).contains("\"tagline\"");
  }

  @Test
  void pagesOfOtherSitesCannotUseIt() {
    assertThat(send("POST", "/api/services", "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(send("GET", "/api/services", "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(send("GET", "/api/services", "Sec-Fetch-Site", "same-origin").statusCode())
        .isEqualTo(200);
  }

  @Test
  void theAdminListenersHaveNoPage() {
    assertThat(controlPlane.get("/assets/none.js").body())
        .isEqualTo(Map.of("message", "Not found"));
  }

  @Test
  void kindsTellWhereTheyAreServed() {
    assertThat(controlPlane.get("/schemas").text("data"))
        .contains("name=routes", "path=key-sets", "parent=upstreams");
  }

  @Test
  void onlyPluginsAndVaultsComeInKindsToChooseFrom() {
    Object kinds = controlPlane.get("/schemas").at("data");

    assertThat(kinds)
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .filteredOn(kind -> !List.of().equals(kind.get("kinds")))
        .extracting(kind -> kind.get("name"))
        .containsExactlyInAnyOrder("plugins", "vaults");
  }

  @Test
  void showsWhatAnUploadedSchemaWouldLookLike() {
    String schema =
        "return { name = 'seen-before', fields = { { config = { type = 'record', fields = {"
            + " { limit = { type = 'integer', required = true } } } } } } }";

    assertThat(controlPlane.post("/schemas/preview", "lua_schema", schema).text("fields"))
        .contains("limit", "required=true");
    assertThat(controlPlane.get("/plugin-schemas/seen-before").status()).isEqualTo(404);
  }

  @Test
  void listsAreSearchedByPartsOfNames() {
    controlPlane.put("/services/searched-Orders", "host", "orders.example");
    controlPlane.put("/services/searched-other", "host", "other.example");

    assertThat(controlPlane.get("/services?search=SEARCHED-ord").text("data.0.name"))
        .isEqualTo("searched-Orders");
    assertThat(controlPlane.get("/services?search=orders.exam").text("data.0.name"))
        .isEqualTo("searched-Orders");
    assertThat(controlPlane.get("/services?search=no-such").text("data")).isEqualTo("[]");
  }
}
