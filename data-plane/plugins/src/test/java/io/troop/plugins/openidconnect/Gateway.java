package io.troop.plugins.openidconnect;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.ClientIdentity;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.WireCalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A gateway with the plugin in front of a service, which calls the provider over real connections.
final class Gateway implements AutoCloseable {
  final FakeHost host = new FakeHost();

  /// The addresses that were called, in order.
  final List<String> called = new CopyOnWriteArrayList<>();

  final Map<String, Object> config = new LinkedHashMap<>();
  private final WireCalls calls = new WireCalls();
  private Handler.OnRequestAsync handler;

  Gateway(OidcProvider provider) {
    host.tools.answer =
        call -> {
          called.add(call.url().toString());
          ClientIdentity shown = call.tls().identity();
          return calls.apply(
              shown == null
                  ? call
                  : call.with(
                      "X-Client-Cert",
                      shown.chain().getFirst().getSubjectX500Principal().getName()));
        };
    config.put("issuer", provider.issuer());
    config.put("client_id", List.of(OidcProvider.CLIENT));
    config.put("client_secret", List.of(OidcProvider.SECRET));
    config.put("timeout", 60_000);
    config.put("session_secret", "the session's secret");
  }

  /// With a field set; the plugin is made anew for the next request.
  Gateway with(String field, Object value) {
    config.put(field, value);
    handler = null;
    return this;
  }

  Gateway accepting(String... methods) {
    return with("auth_methods", List.of(methods));
  }

  /// Does all phases of an exchange.
  Verdict pass(FakeExchange exchange) {
    if (handler == null) {
      handler =
          Plugins.handler(Handler.OnRequestAsync.class, "openid-connect", Json.write(config), host);
    }
    Verdict verdict = handler.onRequest(exchange).block();
    ((Handler.OnResponse) handler).onResponse(exchange);
    return verdict;
  }

  /// Does all phases of a request with this token.
  Verdict bearer(String token) {
    return pass(new FakeExchange().header("Authorization", "Bearer " + token));
  }

  /// The cookies an answer sets, as a browser sends them back.
  static String cookies(FakeExchange exchange) {
    Map<String, String> jar = new LinkedHashMap<>();
    for (String line : exchange.response.headers.all("Set-Cookie")) {
      String pair = line.split(";", 2)[0];
      jar.put(pair.substring(0, pair.indexOf('=')), pair);
    }
    jar.values().removeIf(pair -> pair.endsWith("="));
    return String.join("; ", jar.values());
  }

  @Override
  public void close() {
    calls.close();
  }
}
