package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Service path, route path, whether it is stripped, request path, upstream path.
class UpstreamPathTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /,         /,       both,  /,                /
          /,         /,       both,  /route/,          /route/
          /,         /,       both,  /routereq,        /routereq
          /,         /route,  false, /route/,          /route/
          /,         /route,  true,  /route,           /
          /,         /route,  true,  /route/,          /
          /,         /route,  true,  /routereq,        /req
          /,         /route/, true,  /route/,          /
          /,         /route/, true,  /route/req,       /req
          /srv,      /rou,    false, /roureq,          /srv/roureq
          /srv,      /rou,    true,  /roureq,          /srv/req
          /srv/,     /rou,    false, /rou,             /srv/rou
          /srv/,     /rou,    true,  /rou,             /srv
          /service,  /,       both,  /,                /service
          /service,  /,       both,  /route/,          /service/route/
          /service,  /,       both,  /route/req,       /service/route/req
          /service,  /route,  false, /routereq,        /service/routereq
          /service,  /route,  true,  /route,           /service
          /service,  /route,  true,  /route/,          /service/
          /service,  /route,  true,  /routereq,        /service/req
          /service,  /route/, true,  /route/,          /service/
          /service,  /route/, true,  /route/req,       /service/req
          /service/, /,       both,  /,                /service/
          /service/, /,       both,  /route/req,       /service/route/req
          /service/, /route,  false, /routereq,        /service/routereq
          /service/, /route,  true,  /route,           /service
          /service/, /route,  true,  /route/,          /service/
          /service/, /route,  true,  /routereq,        /service/req
          /service/, /route/, true,  /route/,          /service/
          /,         ,        both,  /,                /
          /,         ,        both,  /route/,          /route/
          /service,  ,        both,  /,                /service
          /service,  ,        both,  /route/,          /service/route/
          /service/, ,        both,  /route,           /service/route
          /service,  /route,  true,  /route./req,      /service/req
          /service,  /route,  true,  /route%2E/req,    /service/req
          /service/, /route,  true,  /route../req,     /service/req
          /service/, /route,  true,  /route%2e%2E/req, /service/req
          /service/, /route,  true,  /route..,         /service
          /service,  /route,  false, /route%2E/req,    /service/route./req
          """)
  void followsKongsPathHandlingV0(
      String base, String routePath, String strip, String request, String expected) {
    String words = (routePath == null ? "host=a.example" : "path=" + routePath);
    for (boolean strips : strip.equals("both") ? new boolean[] {true, false} : one(strip)) {
      RouteEntry entry =
          RouteText.entry(words + " service-path=" + base + (strips ? "" : " keep-path"));
      Match match = RouteTable.EMPTY.with(entry).match(FakeQuery.get(request).at("a.example"));
      assertThat(match.upstreamPath()).as("strip: %s", strips).isEqualTo(expected);
    }
  }

  private static boolean[] one(String strip) {
    return new boolean[] {Boolean.parseBoolean(strip)};
  }

  @Test
  void aServiceWithoutPathIsAskedForTheRest() {
    assertThat(UpstreamPath.of(null, "/a/b", true, 2)).isEqualTo("/b");
    assertThat(UpstreamPath.of(null, "/a", true, 2)).isEqualTo("/");
    assertThat(UpstreamPath.of(null, "/a", false, 0)).isEqualTo("/a");
  }
}
