package io.troop.proxy.log;

import io.netty.util.NetUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a line of an access log is written: nginx's `log_format`, a text with `$variables`.
/// *Immutable.*
public final class LogFormat {

  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)\\}|(\\w+))");
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.US).withZone(ZoneOffset.UTC);

  /// nginx's combined format with Kong's request id, Kong's own for requests.
  public static final LogFormat KONG =
      of(
          "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
              + " \"$http_referer\" \"$http_user_agent\" kong_request_id: \"$kong_request_id\"");

  /// Kong's `basic`, for connections that are no HTTP.
  public static final LogFormat BASIC =
      of("$remote_addr [$time_local] $protocol $status $bytes_sent $bytes_received $session_time");

  private final List<Function<Exchange, @Nullable String>> pieces;

  private LogFormat(List<Function<Exchange, @Nullable String>> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /// @throws IllegalArgumentException for a variable there is not; the message names it
  public static LogFormat of(String text) {
    List<Function<Exchange, @Nullable String>> pieces = new ArrayList<>();
    Matcher variable = VARIABLE.matcher(text);
    int from = 0;
    while (variable.find()) {
      String before = text.substring(from, variable.start());
      pieces.add(_ -> before);
      Function<Exchange, @Nullable String> value =
          variable(variable.group(1) == null ? variable.group(2) : variable.group(1));
      pieces.add(exchange -> escaped(value.apply(exchange)));
      from = variable.end();
    }
    String rest = text.substring(from);
    pieces.add(_ -> rest);
    return new LogFormat(pieces);
  }

  /// The line of an exchange that has ended, without its end.
  public String line(Exchange exchange) {
    StringBuilder line = new StringBuilder(200);
    pieces.forEach(piece -> line.append(piece.apply(exchange)));
    return line.toString();
  }

  private static Function<Exchange, @Nullable String> variable(String name) {
    return switch (name) {
      case "remote_addr" -> exchange -> NetUtil.toAddressString(exchange.request().clientAddress());
      case "realip_remote_addr" -> exchange -> NetUtil.toAddressString(exchange.request().peer());
      case "remote_user" -> LogFormat::user;
      case "time_local" -> exchange -> LOCAL.format(endedAt(exchange));
      case "time_iso8601" -> exchange -> ISO.format(endedAt(exchange));
      case "msec" -> exchange -> seconds(endedAt(exchange).toEpochMilli() * 1_000_000);
      case "request" ->
          exchange -> exchange.request().method() + " " + uri(exchange) + " " + protocol(exchange);
      case "request_method" -> exchange -> exchange.request().method();
      case "request_uri" -> LogFormat::uri;
      case "uri", "document_uri" -> exchange -> exchange.request().path();
      case "args", "query_string" -> exchange -> exchange.request().query();
      case "is_args" -> exchange -> exchange.request().query() == null ? "" : "?";
      case "content_type", "content_length" -> header("http_" + name);
      case "scheme" -> exchange -> exchange.request().scheme();
      case "https" -> exchange -> exchange.request().tls() == null ? null : "on";
      case "ssl_protocol" -> exchange -> tls(exchange, Exchange.Tls::version);
      case "ssl_cipher" -> exchange -> tls(exchange, Exchange.Tls::cipher);
      case "ssl_server_name" -> exchange -> tls(exchange, Exchange.Tls::serverName);
      case "host" -> exchange -> exchange.request().host();
      case "server_port" -> exchange -> Integer.toString(exchange.request().port());
      case "server_protocol" -> LogFormat::protocol;
      case "status" -> exchange -> Integer.toString(status(exchange));
      case "body_bytes_sent" -> exchange -> Long.toString(exchange.response().bytesSent());
      case "bytes_sent" -> exchange -> Long.toString(sent(exchange));
      case "bytes_received", "request_length" -> exchange -> Long.toString(received(exchange));
      case "protocol" -> exchange -> exchange.request().scheme().toUpperCase(Locale.ROOT);
      case "request_time", "session_time" -> exchange -> seconds(exchange.timings().totalNanos());
      case "upstream_header_time" ->
          exchange -> {
            long nanos = exchange.timings().upstreamNanos();
            return nanos < 0 ? null : seconds(nanos);
          };
      case "upstream_response_time" ->
          exchange -> {
            long nanos = exchange.timings().upstreamNanos();
            return nanos < 0
                ? null
                : seconds(nanos + Math.max(0, exchange.timings().receiveNanos()));
          };
      case "upstream_addr" -> LogFormat::target;
      case "upstream_status" ->
          exchange -> {
            int status = exchange.response().upstreamStatus();
            return status == 0 ? null : Integer.toString(status);
          };
      case "kong_request_id", "request_id" -> Exchange::id;
      default -> header(name);
    };
  }

  private static Function<Exchange, @Nullable String> header(String name) {
    if (name.startsWith("http_")) {
      String header = name.substring("http_".length()).replace('_', '-');
      return exchange -> joined(exchange.request().headers(), header);
    }
    if (name.startsWith("arg_")) {
      String argument = name.substring("arg_".length());
      return exchange -> exchange.request().queryValues(argument).stream().findFirst().orElse(null);
    }
    if (name.startsWith("sent_http_")) {
      String header = name.substring("sent_http_".length()).replace('_', '-');
      return exchange -> joined(exchange.response().headers(), header);
    }
    throw new IllegalArgumentException("there is no variable $" + name);
  }

  /// When the line is written: nginx's times are those of the end.
  private static Instant endedAt(Exchange exchange) {
    return exchange.startedAt().plusNanos(exchange.timings().totalNanos());
  }

  private static @Nullable String tls(
      Exchange exchange, Function<Exchange.Tls, @Nullable String> part) {
    Exchange.Tls tls = exchange.request().tls();
    return tls == null ? null : part.apply(tls);
  }

  private static @Nullable String joined(Headers headers, String name) {
    List<String> lines = headers.all(name);
    return lines.isEmpty() ? null : String.join(", ", lines);
  }

  /// The name in the client's basic credentials, right or wrong.
  private static @Nullable String user(Exchange exchange) {
    String credentials = exchange.request().headers().get("Authorization");
    if (credentials == null || !credentials.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(credentials.substring(6).strip());
      String text = new String(decoded, StandardCharsets.ISO_8859_1); // a char for each byte
      int colon = text.indexOf(':');
      return colon < 0 ? null : text.substring(0, colon);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static String uri(Exchange exchange) {
    String query = exchange.request().query();
    return query == null ? exchange.request().path() : exchange.request().path() + "?" + query;
  }

  private static String protocol(Exchange exchange) {
    String version = exchange.request().httpVersion();
    return "HTTP/" + (version.equals("2") ? "2.0" : version);
  }

  private static int status(Exchange exchange) {
    Exchange.Session session = exchange.session();
    return session == null ? exchange.response().status() : session.status();
  }

  private static long sent(Exchange exchange) {
    Exchange.Session session = exchange.session();
    return session == null ? exchange.response().totalBytesSent() : session.sent();
  }

  private static long received(Exchange exchange) {
    Exchange.Session session = exchange.session();
    return session == null ? exchange.request().bytesReceived() : session.received();
  }

  private static @Nullable String target(Exchange exchange) {
    Exchange.Target target = exchange.target();
    return target == null ? null : target.address().getHostAddress() + ":" + target.port();
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).setScale(3, RoundingMode.HALF_UP).toPlainString();
  }

  /// nginx's escaping: what could end a field or a line is written in hexadecimal digits.
  private static String escaped(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return "-";
    }
    StringBuilder out = null;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
      if (!plain && out == null) {
        out = new StringBuilder(value.length() + 12).append(value, 0, i);
      }
      if (out != null) {
        if (plain) {
          out.append(c);
        } else {
          out.append(String.format(Locale.ROOT, "\\x%02X", c & 0xff));
        }
      }
    }
    return out == null ? value : out.toString();
  }
}
