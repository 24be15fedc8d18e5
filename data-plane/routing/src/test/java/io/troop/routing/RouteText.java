package io.troop.routing;

import io.troop.plugin.entity.Ref;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.RouterFlavor;
import io.troop.plugin.entity.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A route as a test writes it: `host=a.example path=/x method=GET header=beta:1,2 sni=s.example
/// source=10.0.0.0/8:80 priority=5 keep-path service-path=/base`. Words may repeat.
final class RouteText {
  private RouteText() {}

  static RouteEntry entry(String text) {
    return entry(UUID.randomUUID(), text);
  }

  static RouteEntry entry(UUID id, String text) {
    return entry(id, text, RouterFlavor.TRADITIONAL_COMPATIBLE);
  }

  static RouteEntry entry(UUID id, String text, RouterFlavor flavor) {
    List<String> hosts = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    List<String> methods = new ArrayList<>();
    List<String> snis = new ArrayList<>();
    List<Route.Endpoint> sources = new ArrayList<>();
    List<Route.Endpoint> destinations = new ArrayList<>();
    Map<String, List<String>> headers = new LinkedHashMap<>();
    int priority = 0;
    long created = 0;
    String handling = "v0";
    List<String> protocols = List.of("http", "https");
    boolean strip = true;
    String servicePath = null;
    for (String word : text.split(" ")) {
      String value = word.substring(word.indexOf('=') + 1);
      switch (word.substring(0, Math.max(0, word.indexOf('=')))) {
        case "host" -> hosts.add(value);
        case "path" -> paths.add(value);
        case "method" -> methods.add(value);
        case "sni" -> snis.add(value);
        case "source" -> sources.add(endpoint(value));
        case "destination" -> destinations.add(endpoint(value));
        case "header" -> {
          String[] parts = value.split(":", 2);
          headers.put(parts[0], List.of(parts[1].split(",")));
        }
        case "priority" -> priority = Integer.parseInt(value);
        case "created" -> created = Long.parseLong(value);
        case "handling" -> handling = value;
        case "protocol" -> protocols = List.of(value);
        case "service-path" -> servicePath = value;
        default -> {
          if (!"keep-path".equals(word)) {
            throw new IllegalArgumentException(word);
          }
          strip = false;
        }
      }
    }
    Service service = service(servicePath);
    Route route =
        new Route(
            id,
            null,
            new Ref(service.id()),
            protocols,
            orNull(methods),
            orNull(hosts),
            orNull(paths),
            headers.isEmpty() ? null : headers,
            orNull(snis),
            orNull(sources),
            orNull(destinations),
            426,
            priority,
            strip,
            handling,
            false,
            true,
            true,
            null,
            created,
            0,
            null,
            0);
    return new RouteEntry(route, service, "default", flavor);
  }

  /// A route of the expressions flavour.
  static RouteEntry expression(UUID id, String expression, long priority, String... protocols) {
    Service service = service(null);
    Route route =
        new Route(
            id,
            null,
            new Ref(service.id()),
            protocols.length == 0 ? List.of("http", "https") : List.of(protocols),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            426,
            0,
            true,
            "v0",
            false,
            true,
            true,
            null,
            0,
            0,
            expression,
            priority);
    return new RouteEntry(route, service, "default", RouterFlavor.EXPRESSIONS);
  }

  private static Route.Endpoint endpoint(String text) {
    int colon = text.lastIndexOf(':');
    String ip = colon < 0 ? text : text.substring(0, colon);
    return new Route.Endpoint(
        ip.isEmpty() ? null : ip, colon < 0 ? null : Integer.valueOf(text.substring(colon + 1)));
  }

  private static <T> List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  private static Service service(String path) {
    return new Service(
        UUID.randomUUID(),
        "s",
        5,
        "http",
        "upstream.example",
        80,
        path,
        60_000,
        60_000,
        60_000,
        null,
        null,
        null,
        null,
        null,
        true,
        0,
        0);
  }
}
