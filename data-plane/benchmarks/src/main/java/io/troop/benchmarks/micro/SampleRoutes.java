package io.troop.benchmarks.micro;

import io.troop.plugin.entity.Ref;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import java.util.List;
import java.util.UUID;

/// Routes and the service behind them, as benchmarks use them.
public final class SampleRoutes {

  private SampleRoutes() {}

  public static Service service() {
    return new Service(
        new UUID(1, 1),
        "orders",
        5,
        "http",
        "upstream.example",
        80,
        null,
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

  /// A route by path, its other fields as Kong's defaults have them.
  public static Route route(long number, String path) {
    return new Route(
        new UUID(2, number),
        null,
        new Ref(service().id()),
        List.of("http", "https"),
        null,
        null,
        List.of(path),
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
        null,
        0);
  }

  /// The path of the route with this number: a plain one, or every tenth a regular expression.
  static String path(int number) {
    String plain = "/team-" + number % 100 + "/service-" + number;
    return isRegex(number) ? "~" + plain + "/v\\d+/(?<item>[^/]+)$" : plain;
  }

  static boolean isRegex(int number) {
    return number % 10 == 5;
  }

  /// A path that the route with this number takes.
  static String requested(int number) {
    return "/team-" + number % 100 + "/service-" + number + "/v12/shoes";
  }
}
