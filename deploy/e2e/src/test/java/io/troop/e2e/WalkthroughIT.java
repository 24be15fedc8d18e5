package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.Await;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The first quarter of an hour with the gateway, as a tutorial tells one to type it: a service, a
/// route, an API key. Every change reaches the node while it runs.
class WalkthroughIT {

  @Test
  void putsAServiceBehindAnApiKey() throws IOException {
    try (EchoServer upstream = EchoServer.start("counter");
        Installation installation = Installation.started()) {
      String admin = installation.controlPlane().admin();
      String proxy = installation.node().proxy();

      answersThatNoRouteMatches(proxy);
      createsServiceAndRoute(admin, upstream);
      relaysTheRestOfThePath(proxy);
      demandsAKey(admin, proxy);
      passesTheConsumerOn(proxy);
      refusesASecondConsumerOfThatName(admin);
    }
  }

  private static void answersThatNoRouteMatches(String proxy) throws IOException {
    Answer answer = Http.get(proxy + "/test", "Host", "kong-proxy.local");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json("message")).isEqualTo("no Route matched with those values");
    assertThat(answer.header("server")).startsWith("kong/");
  }

  private static void createsServiceAndRoute(String admin, EchoServer upstream) throws IOException {
    Answer service =
        Http.form("POST", admin + "/default/services", "name=kuma-demo-svc&url=" + upstream.url());
    assertThat(service.status()).as("%s", service).isEqualTo(201);
    assertThat(service.json("host")).isEqualTo("127.0.0.1");
    assertThat(service.json("port")).isEqualTo(upstream.port());
    assertThat(service.json("path")).isNull();
    assertThat(service.json("retries")).isEqualTo(5);

    Answer route =
        Http.form(
            "POST",
            admin + "/default/services/kuma-demo-svc/routes",
            "name=kuma-demo-rt&paths=/demo");
    assertThat(route.status()).as("%s", route).isEqualTo(201);
    assertThat(route.json("paths")).isEqualTo(List.of("/demo"));
    assertThat(route.json("strip_path")).isEqualTo(true);
    assertThat(route.json("service", "id")).isEqualTo(service.json("id"));
  }

  private static void relaysTheRestOfThePath(String proxy) {
    Await.until("the route is live", () -> Http.get(proxy + "/demo/counter").status() == 200);
    for (String method : List.of("POST", "GET", "DELETE")) {
      Await.until(
          method + " reaches the upstream",
          () -> {
            Answer answer =
                Http.send(
                    method,
                    proxy + "/demo/counter",
                    List.of(),
                    method.equals("POST") ? new byte[0] : null);
            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
            assertThat(answer.json("path")).isEqualTo("/counter");
            return method.equals(answer.json("method"));
          });
    }
  }

  private static void demandsAKey(String admin, String proxy) throws IOException {
    Answer plugin =
        Http.form(
            "POST",
            admin + "/default/routes/kuma-demo-rt/plugins",
            "name=key-auth&config.key_names=apikey");
    assertThat(plugin.status()).as("%s", plugin).isEqualTo(201);
    assertThat(plugin.json("config", "key_names")).isEqualTo(List.of("apikey"));
    assertThat(plugin.json("config", "hide_credentials")).isEqualTo(false);

    assertThat(Http.form("POST", admin + "/default/consumers", "username=test-consumer").status())
        .isEqualTo(201);
    Answer key =
        Http.form("POST", admin + "/default/consumers/test-consumer/key-auth", "key=123test");
    assertThat(key.status()).as("%s", key).isEqualTo(201);
    assertThat(key.json("key")).isEqualTo("123test");

    Await.until("a key is demanded", () -> Http.get(proxy + "/demo/increment").status() == 401);
    Answer refused = Http.form("POST", proxy + "/demo/increment", "");
    assertThat(refused.json("message")).isEqualTo("No API key found in request");
    assertThat(refused.header("www-authenticate")).startsWith("Key");
  }

  private static void passesTheConsumerOn(String proxy) throws IOException {
    Await.until(
        "the key is known",
        () -> Http.get(proxy + "/demo/increment", "apiKey", "123test").status() == 200);
    Answer served =
        Http.send(
            "POST",
            proxy + "/demo/increment",
            List.of(Map.entry("apiKey", "123test"), Map.entry("X-Consumer-Username", "forged")),
            new byte[0]);
    assertThat(served.status()).isEqualTo(200);
    assertThat(served.json("headers", "x-consumer-username")).isEqualTo("test-consumer");
    assertThat(Http.get(proxy + "/demo/increment", "apiKey", "wrong").status()).isEqualTo(401);
  }

  private static void refusesASecondConsumerOfThatName(String admin) throws IOException {
    Answer again = Http.form("POST", admin + "/default/consumers", "username=test-consumer");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json("code")).isEqualTo(5);
  }
}
