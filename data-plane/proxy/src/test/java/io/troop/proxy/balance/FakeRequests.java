package io.troop.proxy.balance;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/// Exchanges of which balancing sees the headers, path, query and the client's address only.
final class FakeRequests {
  private FakeRequests() {}

  static Exchange plain() {
    return with(Map.of());
  }

  static Exchange with(Map<String, String> headers) {
    return of("/p", "", headers);
  }

  /// @param query empty for none
  static Exchange of(String path, String query, Map<String, String> headers) {
    var request =
        make(
            Exchange.Request.class,
            Map.of(
                "headers",
                make(Headers.class, Map.of(), headers),
                "clientAddress",
                InetAddress.ofLiteral("10.0.0.1"),
                "path",
                path,
                "query",
                query),
            headers);
    return make(
        Exchange.class, Map.of("request", request, "identity", Exchange.Identity.NONE), headers);
  }

  private static <T> T make(Class<T> type, Map<String, Object> answers) {
    return make(type, answers, Map.of());
  }

  private static <T> T make(
      Class<T> type, Map<String, Object> answers, Map<String, String> headers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().equals("all")) {
                String value = headers.get(String.valueOf(arguments[0]));
                return value == null ? List.of() : List.of(value);
              }
              return answers.get(method.getName());
            }));
  }
}
