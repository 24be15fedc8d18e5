package io.troop.transform;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.template.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What templates may name of a request: `headers`, `query_params`, `uri_captures` and `shared`.
/// Texts are [ByteText]. *Confined to its exchange;* what it tells does not change once made.
public final class RequestVariables implements Table {

  /// What the gateway itself sends about the client; the client's own are what templates see, and
  /// no transformer changes them.
  private static final Set<String> FORWARDING =
      Set.of(
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-path",
          "x-forwarded-prefix",
          "x-real-ip");

  private static final Set<String> FRAMING =
      Set.of("connection", "content-length", "keep-alive", "te", "transfer-encoding", "upgrade");

  private final Exchange exchange;
  private final Headers sent;
  private final @Nullable String queryText;
  private @Nullable Table headers;
  private @Nullable Table query;

  private RequestVariables(Exchange exchange) {
    this.exchange = exchange;
    // Most templates name neither, so the tables are made when one does.
    this.sent = exchange.outbound().headers().snapshot();
    this.queryText = exchange.outbound().query();
  }

  /// The variables of a request as it is now, with what earlier plugins changed.
  public static RequestVariables of(Exchange exchange) {
    return new RequestVariables(exchange);
  }

  /// Whether a plugin that transforms requests may change this header: the gateway's own words
  /// about the client and the framing of the message it may not.
  public static boolean mayChange(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return !FORWARDING.contains(name) && !FRAMING.contains(name);
  }

  @Override
  public @Nullable Object get(Object key) {
    return key instanceof String name
        ? switch (name) {
          case "headers" -> headers();
          case "query_params" -> query();
          case "uri_captures" -> captures(exchange.captures());
          case "shared" -> Table.of(exchange.shared());
          default -> null;
        }
        : null;
  }

  private Table headers() {
    Table known = headers;
    if (known == null) {
      known = headers(headerMap());
      headers = known;
    }
    return known;
  }

  private Table query() {
    Table known = query;
    if (known == null) {
      known = Table.of(QueryTable.read(queryText));
      query = known;
    }
    return known;
  }

  private Map<String, List<String>> headerMap() {
    Map<String, List<String>> map = new LinkedHashMap<>();
    sent.forEach((name, value) -> put(map, name, value, false));
    exchange.request().headers().forEach((name, value) -> put(map, name, value, true));
    return map;
  }

  private static void put(
      Map<String, List<String>> map, String name, String value, boolean clients) {
    String key = name.toLowerCase(Locale.ROOT);
    if (clients == (FORWARDING.contains(key) || key.equals("host"))) {
      map.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }
  }

  /// As in nginx's Lua: any case, and underscores for dashes.
  private static Table headers(Map<String, List<String>> map) {
    return key -> {
      if (!(key instanceof String name)) {
        return null;
      }
      String lower = name.toLowerCase(Locale.ROOT);
      List<String> values = map.get(lower);
      if (values == null) {
        values = map.get(lower.replace('_', '-'));
      }
      return values == null ? null : values.size() == 1 ? values.getFirst() : Table.of(values);
    };
  }

  private static Table captures(Exchange.Captures captures) {
    Table numbered = Table.of(captures.numbered());
    return key -> key instanceof String name ? captures.named().get(name) : numbered.get(key);
  }
}
