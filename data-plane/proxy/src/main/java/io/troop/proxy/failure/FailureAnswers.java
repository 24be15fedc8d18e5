package io.troop.proxy.failure;

import io.troop.plugin.Verdict;
import io.troop.plugin.Verdict.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns failures into answers. The only place that knows Kong's error bodies. *Immutable.*
///
/// The bodies follow what the client accepts. In `auto` format the two answers that say a request
/// has no route or no service are compact JSON, as Kong wrote them up to 3.2, for a client that
/// accepts anything; all others, and all in `template` format, are as Kong writes them from 3.5.
public final class FailureAnswers {

  /// How "no route" and "no service" are written.
  public enum Format {
    AUTO,
    TEMPLATE,
    COMPACT
  }

  private static final Map<MediaKind, String> TEMPLATES =
      Map.of(
          MediaKind.JSON,
          "{\n  \"message\":\"%s\",\n  \"request_id\":\"%s\"\n}",
          MediaKind.HTML,
          """
          <!doctype html>
          <html>
            <head>
              <meta charset="utf-8">
              <title>Error</title>
            </head>
            <body>
              <h1>Error</h1>
              <p>%s.</p>
              <p>request_id: %s</p>
            </body>
          </html>
          """,
          MediaKind.XML,
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <error>
            <message>%s</message>
            <requestid>%s</requestid>
          </error>
          """,
          MediaKind.PLAIN,
          "%s\nrequest_id: %s\n",
          MediaKind.GRPC,
          "");

  private final Format format;
  private final String defaultType;
  private final Map<MediaKind, String> templates;

  /// @param defaultType the type to write in when a request names neither what it accepts nor what
  ///   it contains
  /// @param custom texts with two `%s`, for the message and the request's id
  public FailureAnswers(Format format, String defaultType, Map<MediaKind, String> custom) {
    this.format = format;
    this.defaultType = defaultType;
    templates = new EnumMap<>(TEMPLATES);
    templates.putAll(custom);
  }

  public Answer noRoute(Asker asker) {
    return shortened(404, "no Route matched with those values", asker);
  }

  public Answer noService(Asker asker) {
    return shortened(503, "no Service found with those values", asker);
  }

  private Answer shortened(int status, String message, Asker asker) {
    boolean compact =
        switch (format) {
          case COMPACT -> true;
          case TEMPLATE -> false;
          case AUTO -> "*/*".equals(asker.headers().get("Accept")) && !asker.isGrpc();
        };
    return compact
        ? Verdict.json(status, "{\"message\":\"" + message + "\"}")
        : error(status, message, asker);
  }

  /// An error with a text, as Kong's `kong.response.error` writes it. A gRPC client gets the text
  /// as `grpc-message`.
  ///
  /// @param message null for the usual text of the status
  public Answer error(int status, @Nullable String message, Asker asker) {
    MediaKind kind =
        asker.isGrpc()
            ? MediaKind.GRPC
            : MediaKind.accepted(String.join(",", asker.headers().all("Accept")));
    return written(status, message == null ? usual(status) : message, kind, asker.id());
  }

  /// A failure nobody gave a text for: of the upstream, of the request's form, of the gateway.
  /// Unlike [#error] it falls back to the request's own type and then to the default one.
  public Answer unexplained(int status, Asker asker) {
    String wanted = asker.headers().get("Accept");
    if (wanted == null) {
      wanted = asker.headers().get("Content-Type");
    }
    if (wanted == null) {
      wanted = defaultType;
    }
    MediaKind kind =
        asker.isGrpc() && wanted.startsWith("application/grpc")
            ? MediaKind.GRPC
            : MediaKind.accepted(wanted);
    // 494 is nginx's own number for a head beyond the limits.
    return written(status == 494 ? 400 : status, usual(status), kind, asker.id());
  }

  /// A plugin failed while it looked at the request.
  public Answer pluginFailed(Asker asker) {
    return asker.isGrpc()
        ? error(500, null, asker)
        : Verdict.json(500, "{\"message\":\"" + usual(500) + "\"}");
  }

  /// An https-only route was asked for in the clear.
  public Answer httpsRequired(Asker asker) {
    return error(426, "Please use HTTPS protocol", asker)
        .with("Connection", "Upgrade")
        .with("Upgrade", "TLS/1.2, HTTP/1.1");
  }

  /// A gRPC route was asked for over HTTP/1.
  public Answer http2Required(Asker asker) {
    return error(426, "Please use HTTP2 protocol", asker)
        .with("Connection", "Upgrade")
        .with("Upgrade", "HTTP/2");
  }

  /// A gRPC route was asked for by something else.
  public Answer notGrpc(Asker asker) {
    return error(415, "Non-gRPC request matched gRPC route", asker);
  }

  /// A grpcs-only route was asked for in the clear.
  public Answer grpcsRequired() {
    return Verdict.empty(200)
        .with("Content-Type", "application/grpc")
        .with("grpc-status", "1")
        .with("grpc-message", "gRPC request matched gRPCs route");
  }

  private Answer written(int status, String message, MediaKind kind, String id) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("Content-Type", kind.contentType()));
    if (kind == MediaKind.GRPC) {
      int grpcStatus = GrpcStatus.of(status);
      headers.add(Map.entry("grpc-status", Integer.toString(grpcStatus)));
      headers.add(Map.entry("grpc-message", GrpcStatus.message(message)));
      return new Answer(status, headers, new byte[0], null);
    }
    String text = filled(templates.getOrDefault(kind, ""), escaped(message, kind), id);
    return new Answer(status, headers, text.getBytes(StandardCharsets.UTF_8), null);
  }

  private static String filled(String template, String message, String id) {
    int first = template.indexOf("%s");
    if (first < 0) {
      return template;
    }
    String rest = template.substring(first + 2);
    int second = rest.indexOf("%s");
    String end = second < 0 ? rest : rest.substring(0, second) + id + rest.substring(second + 2);
    return template.substring(0, first) + message + end;
  }

  private static String escaped(String message, MediaKind kind) {
    return switch (kind) {
      case JSON -> message.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      case HTML, XML -> message.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
      case PLAIN, GRPC -> message;
    };
  }

  private static String usual(int status) {
    return switch (status) {
      case 400 -> "Bad request";
      case 401 -> "Unauthorized";
      case 402 -> "Payment required";
      case 403 -> "Forbidden";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 406 -> "Not acceptable";
      case 407 -> "Proxy authentication required";
      case 408 -> "Request timeout";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 411 -> "Length required";
      case 412 -> "Precondition failed";
      case 413 -> "Payload too large";
      case 414 -> "URI too long";
      case 415 -> "Unsupported media type";
      case 416 -> "Range not satisfiable";
      case 417 -> "Expectation failed";
      case 418 -> "I'm a teapot";
      case 421 -> "Misdirected request";
      case 422 -> "Unprocessable entity";
      case 423 -> "Locked";
      case 424 -> "Failed dependency";
      case 425 -> "Too early";
      case 426 -> "Upgrade required";
      case 428 -> "Precondition required";
      case 429 -> "Too many requests";
      case 431 -> "Request header fields too large";
      case 451 -> "Unavailable for legal reasons";
      case 494 -> "Request header or cookie too large";
      case 500 -> "An unexpected error occurred";
      case 501 -> "Not implemented";
      case 502 -> "An invalid response was received from the upstream server";
      case 503 -> "The upstream server is currently unavailable";
      case 504 -> "The upstream server is timing out";
      case 505 -> "HTTP version not supported";
      case 506 -> "Variant also negotiates";
      case 507 -> "Insufficient storage";
      case 508 -> "Loop detected";
      case 510 -> "Not extended";
      case 511 -> "Network authentication required";
      default -> "The upstream server responded with " + status;
    };
  }
}
