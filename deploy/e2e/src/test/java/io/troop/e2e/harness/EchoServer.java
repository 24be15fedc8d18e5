package io.troop.e2e.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// An upstream that answers with what it received, as JSON. *Thread-safe.*
///
/// `/status/N`, `/delay/SECONDS`, `/plain` and `/response-headers?Name=value` do what they say;
/// what is sent to `/collect` with another method than GET is kept, and `/collected` answers with
/// all of it.
public final class EchoServer implements AutoCloseable {

  /// What it serves; anything else is answered with 501.
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String label;
  private final ServerSocket server;
  private final List<Object> collected = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private EchoServer(String label, ServerSocket server) {
    this.label = label;
    this.server = server;
  }

  /// Starts one on a free port of the loopback interface.
  public static EchoServer start(String label) throws IOException {
    EchoServer echo =
        new EchoServer(label, new ServerSocket(0, 256, InetAddress.getByName("127.0.0.1")));
    Thread.ofVirtual().start(echo::accept);
    return echo;
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  public void forgetCollected() {
    collected.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (answer(in, connection.getOutputStream())) {}
    } catch (IOException | RuntimeException gone) {
      // The gateway hung up, which it may.
    } finally {
      connections.remove(connection);
    }
  }

  private record Request(
      String method, String uri, Map<String, List<String>> headers, byte[] body) {

    String path() {
      int question = uri.indexOf('?');
      return question < 0 ? uri : uri.substring(0, question);
    }

    String query() {
      int question = uri.indexOf('?');
      return question < 0 ? "" : uri.substring(question + 1);
    }

    String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? "" : values.getFirst();
    }

    /// The part of the path after the part `name`, or null.
    @Nullable String after(List<String> parts, String name) {
      int index = parts.indexOf(name);
      return index >= 0 && index + 1 < parts.size() ? parts.get(index + 1) : null;
    }
  }

  private boolean answer(InputStream in, OutputStream out) throws IOException {
    Request request = read(in, out);
    List<String> parts =
        Arrays.stream(request.path().split("/")).filter(p -> !p.isEmpty()).toList();
    String status = request.after(parts, "status");
    String delay = request.after(parts, "delay");
    if (delay != null) {
      pause(Duration.ofMillis((long) (Double.parseDouble(delay) * 1000)));
    }
    int code = status == null ? 200 : Integer.parseInt(status);
    if (!METHODS.contains(request.method())) {
      code = 501;
    }
    boolean bare = code == 204 || code == 304;
    byte[] data = bare ? new byte[0] : data(request, parts);
    List<Map.Entry<String, String>> extra =
        parts.contains("response-headers") ? pairs(request.query()) : List.of();
    StringBuilder head =
        new StringBuilder(
            "HTTP/1.1 "
                + code
                + " Echo\r\nServer: BaseHTTP/0.6 Echo\r\nDate: Sun, 22 Nov 2026 00:00:00 GMT\r\n");
    if (extra.stream().noneMatch(h -> h.getKey().equalsIgnoreCase("content-type"))) {
      head.append("Content-Type: ")
          .append(parts.contains("plain") ? "text/plain" : "application/json")
          .append("\r\n");
    }
    extra.forEach(h -> head.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    if (!bare) {
      head.append("Content-Length: ").append(data.length).append("\r\n");
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    if (!request.method().equals("HEAD")) {
      answer.write(data);
    }
    answer.writeTo(out);
    return !request.header("connection").equalsIgnoreCase("close");
  }

  private static Request read(InputStream in, OutputStream out) throws IOException {
    String[] line = Http.line(in).split(" ", 3);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : Http.headers(in)) {
      headers.computeIfAbsent(header.getKey(), name -> new ArrayList<>()).add(header.getValue());
    }
    Request request = new Request(line[0], line[1], headers, new byte[0]);
    if (request.header("expect").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
    }
    byte[] body = request.body();
    if (request.header("transfer-encoding").equalsIgnoreCase("chunked")) {
      body = Http.chunks(in);
    } else if (!request.header("content-length").isEmpty()) {
      body = Http.exactly(in, Integer.parseInt(request.header("content-length")));
    }
    return new Request(line[0], line[1], headers, body);
  }

  private byte[] data(Request request, List<String> parts) {
    Map<String, Object> answer = describe(request);
    if (parts.contains("collect") && !request.method().equals("GET")) {
      collected.add(answer);
    }
    if (parts.contains("collected")) {
      List<Object> all = List.copyOf(collected);
      return JSON.writeValueAsBytes(Map.of("count", all.size(), "requests", all));
    }
    return parts.contains("plain") ? "ok".getBytes(UTF_8) : JSON.writeValueAsBytes(answer);
  }

  private Map<String, Object> describe(Request request) {
    Map<String, Object> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (name, values) -> headers.put(name, values.size() == 1 ? values.getFirst() : values));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("upstream", label);
    answer.put("method", request.method());
    answer.put("path", request.path());
    answer.put("query", request.query());
    answer.put("uri", request.uri());
    answer.put("headers", headers);
    answer.put("body", new String(request.body(), ISO_8859_1));
    if (!request.query().isEmpty()) {
      answer.put("args", arguments(request.query()));
    }
    String kind = request.header("content-type");
    if (kind.contains("json")) {
      try {
        answer.put("json", JSON.readValue(request.body(), Object.class));
      } catch (JacksonException notJson) {
        // Then there is no such member.
      }
    } else if (kind.contains("x-www-form-urlencoded")) {
      answer.put("form", arguments(new String(request.body(), ISO_8859_1)));
    }
    return answer;
  }

  /// Name to value, or to the list of values, whatever their order in the text.
  private static Map<String, Object> arguments(String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    pairs(text)
        .forEach(
            p -> values.computeIfAbsent(p.getKey(), name -> new ArrayList<>()).add(p.getValue()));
    Map<String, Object> arguments = new LinkedHashMap<>();
    values.forEach((name, all) -> arguments.put(name, all.size() == 1 ? all.getFirst() : all));
    return arguments;
  }

  private static List<Map.Entry<String, String>> pairs(String query) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (String part : query.split("&")) {
      int equals = part.indexOf('=');
      if (!part.isEmpty()) {
        pairs.add(
            Map.entry(
                URLDecoder.decode(equals < 0 ? part : part.substring(0, equals), UTF_8),
                equals < 0 ? "" : URLDecoder.decode(part.substring(equals + 1), UTF_8)));
      }
    }
    return pairs;
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      throw new UncheckedIOException(new IOException(stopped));
    }
  }
}
