package io.troop.control;

import io.troop.control.document.Json;
import io.troop.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/// One control plane with its embedded database for all tests of this process, started at first
/// use. Tests share it: each makes entities, or a control plane, with names of its own.
public final class RunningControlPlane {

  private static @Nullable RunningControlPlane running;

  private final ServletWebServerApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningControlPlane(ServletWebServerApplicationContext context) {
    this.context = context;
  }

  /// The one that runs. It ends with the process.
  public static synchronized RunningControlPlane get() {
    if (running == null) {
      var context =
          (ServletWebServerApplicationContext)
              ControlPlane.start(
                  Settings.of(
                      Map.of(
                          "admin_listen", "127.0.0.1:0",
                          "admin_gui_listen", "127.0.0.1:0",
                          "cluster_listen", "127.0.0.1:0",
                          "cluster_telemetry_listen", "127.0.0.1:0")),
                  Map.of());
      Runtime.getRuntime().addShutdownHook(new Thread(context::close));
      running = new RunningControlPlane(context);
    }
    return running;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /// Where it listens, without a path.
  public String base() {
    return "http://127.0.0.1:" + context.getWebServer().getPort();
  }

  /// An answer: status and decoded JSON; null for no body.
  public record Reply(int status, String contentType, @Nullable Object body) {

    /// The member at a path such as `item.name` or `data.0.id`.
    public @Nullable Object at(String path) {
      Object value = body;
      for (String name : path.split("\\.", -1)) {
        value =
            switch (value) {
              case Map<?, ?> map -> map.get(name);
              case List<?> list -> list.get(Integer.parseInt(name));
              case null, default -> null;
            };
      }
      return value;
    }

    public String text(String path) {
      return String.valueOf(at(path));
    }
  }

  public Reply get(String path) {
    return send("GET", path, null, "");
  }

  public Reply delete(String path) {
    return send("DELETE", path, null, "");
  }

  /// @param members name, value, name, value …
  public Reply post(String path, Object... members) {
    return json("POST", path, document(members));
  }

  public Reply put(String path, Object... members) {
    return json("PUT", path, document(members));
  }

  public Reply patch(String path, Object... members) {
    return json("PATCH", path, document(members));
  }

  public Reply json(String method, String path, Object document) {
    return send(method, path, Json.text(document), "application/json");
  }

  public Reply form(String path, String... pairs) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      body.append(i == 0 ? "" : "&").append(escaped(pairs[i])).append('=');
      body.append(escaped(pairs[i + 1]));
    }
    return send("POST", path, body.toString(), "application/x-www-form-urlencoded");
  }

  public Reply send(String method, String path, @Nullable String body, String contentType) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base() + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      return new Reply(
          response.statusCode(),
          type,
          type.contains("json") && !response.body().isEmpty()
              ? Json.parse(response.body())
              : response.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, Object> document(Object... members) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      out.put((String) members[i], members[i + 1]);
    }
    return out;
  }
}
