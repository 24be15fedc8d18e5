package io.troop.control;

import io.troop.control.database.TestDatabase;
import io.troop.control.document.Json;
import io.troop.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/// A control plane in this JVM, on a free port, over a database of its own.
public final class ControlPlaneForTests implements AutoCloseable {

  /// An answer, its body read as JSON.
  public record Reply(int status, Map<String, Object> json, HttpResponse<String> raw) {}

  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;

  private ControlPlaneForTests(ConfigurableApplicationContext context) {
    this.context = context;
    this.base = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  /// Over a new database.
  public static ControlPlaneForTests start() {
    return start(TestDatabase.settings());
  }

  /// Over a new database, with these settings.
  public static ControlPlaneForTests startWith(Map<String, String> more) {
    Map<String, String> settings = TestDatabase.settings();
    settings.putAll(more);
    return start(settings);
  }

  /// With these settings, which name a database.
  public static ControlPlaneForTests start(Map<String, String> database) {
    Map<String, String> settings = new LinkedHashMap<>(database);
    settings.putIfAbsent("admin_listen", "127.0.0.1:0");
    settings.putIfAbsent("admin_gui_listen", "off");
    settings.put("cluster_listen", "127.0.0.1:0");
    settings.put("cluster_telemetry_listen", "127.0.0.1:0");
    settings.put("log_level", "warn");
    return new ControlPlaneForTests(ControlPlane.start(Settings.of(settings), Map.of()));
  }

  /// Where it listens, without a path.
  public String base() {
    return base;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public Reply get(String path) {
    return send("GET", path, null, Map.of());
  }

  public Reply post(String path, Object json) {
    return send("POST", path, json, Map.of());
  }

  public Reply put(String path, Object json) {
    return send("PUT", path, json, Map.of());
  }

  public Reply patch(String path, Object json) {
    return send("PATCH", path, json, Map.of());
  }

  public Reply delete(String path) {
    return send("DELETE", path, null, Map.of());
  }

  /// Sends a document as JSON.
  ///
  /// @param json null for no body
  public Reply send(String method, String path, Object json, Map<String, String> headers) {
    return json == null
        ? call(method, path, null, null, headers)
        : call(method, path, "application/json", Json.text(json), headers);
  }

  /// Sends a request as it is.
  public Reply call(String method, String path, String contentType, String body) {
    return call(method, path, contentType, body, Map.of());
  }

  /// Sends a request with more headers.
  @SuppressWarnings("unchecked")
  public Reply call(
      String method, String path, String contentType, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      boolean json =
          response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
      return new Reply(
          response.statusCode(),
          json && response.body().startsWith("{")
              ? (Map<String, Object>) (Map<String, ?>) Json.object(response.body())
              : Map.of(),
          response);
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(problem);
    }
  }

  @Override
  public void close() {
    client.close();
    context.close();
  }
}
