import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// The upstream of `./troop demo`: a counter over HTTP. One file, run from source with
/// `java CounterService.java PORT`.
///
///     POST   /increment   adds one
///     GET    /counter     reads
///     DELETE /counter     starts again at nought
///
/// Each answers `{"counter":N,"zone":"local","err":null}`.
final class CounterService {

  private final AtomicLong counter = new AtomicLong();

  public static void main(String[] arguments) throws IOException {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5000;
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 128);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    CounterService service = new CounterService();
    server.createContext("/", service::answer);
    server.start();
    System.out.println("the counter listens on 127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    switch (call) {
      case "POST /increment" -> send(exchange, 200, counter(counter.incrementAndGet()));
      case "GET /counter" -> send(exchange, 200, counter(counter.get()));
      case "DELETE /counter" -> {
        counter.set(0);
        send(exchange, 200, counter(0));
      }
      default -> send(exchange, 404, "{\"err\":\"no such resource: " + exchange.getRequestMethod() + "\"}");
    }
  }

  private static String counter(long value) {
    return "{\"counter\":" + value + ",\"zone\":\"local\",\"err\":null}";
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
