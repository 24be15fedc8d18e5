package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.entity.RouterFlavor;
import java.util.List;
import java.util.UUID;
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

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /,         /,        both,  /,                   /
          /,         /,        both,  /route,              /route
          /,         /,        both,  /route/,             /route/
          /,         /,        both,  /routereq,           /routereq
          /,         /,        both,  /route/req,          /route/req
          /,         /route,   false, /route,              /route
          /,         /route,   false, /route/,             /route/
          /,         /route,   false, /routereq,           /routereq
          /,         /route,   true,  /route,              /
          /,         /route,   true,  /route/,             /
          /,         /route,   true,  /routereq,           /req
          /,         /route/,  false, /route/,             /route/
          /,         /route/,  false, /route/req,          /route/req
          /,         /route/,  true,  /route/,             /
          /,         /route/,  true,  /route/req,          /req
          /srv,      /rou,     false, /roureq,             /srvroureq
          /srv,      /rou,     true,  /roureq,             /srvreq
          /srv/,     /rou,     false, /rou,                /srv/rou
          /srv/,     /rou,     true,  /rou,                /srv/
          /service,  /,        both,  /,                   /service
          /service,  /,        both,  /route,              /serviceroute
          /service,  /,        both,  /route/,             /serviceroute/
          /service,  /,        both,  /routereq,           /serviceroutereq
          /service,  /,        both,  /route/req,          /serviceroute/req
          /service,  /route,   false, /route,              /serviceroute
          /service,  /route,   false, /route/,             /serviceroute/
          /service,  /route,   false, /routereq,           /serviceroutereq
          /service,  /route,   true,  /route,              /service
          /service,  /route,   true,  /route/,             /service/
          /service,  /route,   true,  /routereq,           /servicereq
          /service,  /route/,  false, /route/,             /serviceroute/
          /service,  /route/,  false, /route/req,          /serviceroute/req
          /service,  /route/,  true,  /route/,             /service
          /service,  /route/,  true,  /route/req,          /servicereq
          /service/, /,        both,  /route/,             /service/route/
          /service/, /,        both,  /,                   /service/
          /service/, /,        both,  /route,              /service/route
          /service/, /,        both,  /routereq,           /service/routereq
          /service/, /,        both,  /route/req,          /service/route/req
          /service/, /route,   false, /route,              /service/route
          /service/, /route,   false, /route/,             /service/route/
          /service/, /route,   false, /routereq,           /service/routereq
          /service/, /route,   true,  /route,              /service/
          /service/, /route,   true,  /route/,             /service/
          /service/, /route,   true,  /routereq,           /service/req
          /service/, /route/,  false, /route/,             /service/route/
          /service/, /route/,  false, /route/req,          /service/route/req
          /service/, /route/,  true,  /route/,             /service/
          /service/, /route/,  true,  /route/req,          /service/req
          /,         ,         both,  /,                   /
          /,         ,         both,  /route,              /route
          /,         ,         both,  /route/,             /route/
          /service,  ,         both,  /,                   /service
          /service,  ,         both,  /route,              /serviceroute
          /service,  ,         both,  /route/,             /serviceroute/
          /service/, ,         both,  /,                   /service/
          /service/, ,         both,  /route,              /service/route
          /service/, ,         both,  /route/,             /service/route/
          /service,  /route,   true,  /route./req,         /servicereq
          /service/, /route,   true,  /route./req,         /service/req
          /service,  /route,   true,  /route%2E/req,       /servicereq
          /service/, /route,   true,  /route%2E/req,       /service/req
          /service,  /route,   true,  /route%2e/req,       /servicereq
          /service/, /route,   true,  /route%2e/req,       /service/req
          /service,  /route,   true,  /route../req,        /servicereq
          /service/, /route,   true,  /route../req,        /service/req
          /service,  /route,   true,  /route%2E%2E/req,    /servicereq
          /service/, /route,   true,  /route%2E%2E/req,    /service/req
          /service,  /route,   true,  /route%2e%2E/req,    /servicereq
          /service/, /route,   true,  /route%2e%2E/req,    /service/req
          /service,  /route,   false, /route./req,         /serviceroute./req
          /service/, /route,   false, /route./req,         /service/route./req
          /service,  /route,   false, /route%2E/req,       /serviceroute./req
          /service/, /route,   false, /route%2E/req,       /service/route./req
          /service,  /route,   false, /route%2e/req,       /serviceroute./req
          /service/, /route,   false, /route%2e/req,       /service/route./req
          /service,  /route,   false, /route../req,        /serviceroute../req
          /service/, /route,   false, /route../req,        /service/route../req
          /service,  /route,   false, /route%2E%2E/req,    /serviceroute../req
          /service/, /route,   false, /route%2E%2E/req,    /service/route../req
          /service,  /route,   false, /route%2e%2E/req,    /serviceroute../req
          /service/, /route,   false, /route%2e%2E/req,    /service/route../req
          """)
  void theTraditionalFlavourFollowsKongsPathHandlingV1(
      String base, String routePath, String strip, String request, String expected) {
    String words = routePath == null ? "host=a.example" : "path=" + routePath;
    // A regular expression leads to the same path.
    String regex = routePath == null ? words : "path=~/[0]?" + routePath.substring(1);
    for (boolean strips : strip.equals("both") ? new boolean[] {true, false} : one(strip)) {
      for (String way : List.of(words, regex)) {
        String text = way + " handling=v1 service-path=" + base + (strips ? "" : " keep-path");
        RouteEntry entry = RouteText.entry(UUID.randomUUID(), text, RouterFlavor.TRADITIONAL);
        Match match = RouteTable.EMPTY.with(entry).match(FakeQuery.get(request).at("a.example"));
        assertThat(match.upstreamPath()).as("strip: %s, %s", strips, way).isEqualTo(expected);
      }
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
