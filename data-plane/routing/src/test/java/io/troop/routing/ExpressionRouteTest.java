package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.troop.plugin.entity.RouterFlavor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionRouteTest {
  private RouteTable table = RouteTable.EMPTY;

  private RouteEntry add(String expression) {
    return add(expression, 0);
  }

  private RouteEntry add(String expression, long priority, String... protocols) {
    RouteEntry entry = RouteText.expression(UUID.randomUUID(), expression, priority, protocols);
    table = table.with(entry);
    return entry;
  }

  private RouteEntry matched(FakeQuery query) {
    Match match = table.match(query);
    return match == null ? null : match.entry();
  }

  private static boolean holds(String expression, FakeQuery query) {
    var entry = RouteText.expression(UUID.randomUUID(), expression, 0);
    return RouteTable.EMPTY.with(entry).match(query) != null;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          http.path == "/foo/bar" && http.queries.a == "1"           | /foo/bar?a=1        | true
          http.path == "/foo/bar" && http.queries.a == ""            | /foo/bar?a=         | true
          http.path == "/foo/bar" && http.queries.a == ""            | /foo/bar?a          | true
          http.path == "/foo/bar" && http.queries.a == ""            | /foo/bar            | false
          any(http.queries.a) == "2"                                 | /?a=2&a=10          | true
          http.queries.a == "2"                                      | /?a=2&a=10          | false
          http.queries.a ^= "2"                                      | /?a=2&a=20          | true
          http.queries.a == "x y"                                    | /?a=x%20y           | true
          http.path.segments.0 == "foo" && http.path.segments.1 == "bar" | /foo/bar        | true
          http.path.segments.0 == "foo" && http.path.segments.2 ^= "baz" | /foo/bar/bazxx  | true
          http.path.segments.0 == "foo" && http.path.segments.3 ~ r#"\\d+"# | /foo/bar/baz/12 | true
          http.path.segments.0 == "foo" && http.path.segments.1 == "bar" | /foo/xxx        | false
          http.path.segments.0 == "foo"                              | /foobar             | false
          http.path.segments.0 == "foo" && http.path.segments.len == 1 | /foo              | true
          http.path.segments.0 == "foo" && http.path.segments.len == 1 | /foo/             | true
          http.path.segments.len == 1                                | /foo/xxx            | false
          http.path.segments.len == 0                                | /                   | true
          http.path.segments.0_1 ~ r#"\\d+/\\w+"#                    | /123/foo/bar        | true
          http.path.segments.1_3 == r#"xxx/yyy/zzz"#                 | /foo/xxx/yyy/zzz/b  | true
          http.path.segments.1_2 == r#"xxx/yyy"# && http.path.segments.len == 3 | /foo/xxx/yyy/ | true
          http.path.segments.10_11 == r#"foo/bar"#                   | /foo/bar            | false
          http.path.segments.2 == "baz" && http.path.segments.len == 3 | /foo//bar///baz// | true
          !(http.path ^= r#"/foo"#)                                  | /123/foo/bar        | true
          !(http.path ^= r#"/foo"#)                                  | /foo/bar            | false
          lower(http.path) == "/foo"                                 | /FoO                | true
          http.path contains "o/b"                                   | /foo/bar            | true
          http.path =^ ".png"                                        | /a/b.png            | true
          http.path ~ "b+$"                                          | /abb                | true
          http.path ~ "^b+$"                                         | /abb                | false
          http.path != "/a"                                          | /b                  | true
          http.method == "GET" && http.path ^= "/a" OR http.path ^= "/b" | /b                  | true
          http.host != "a"                                           | /                   | false
          """)
  void expressionsHoldAsInKong(String expression, String target, boolean holds) {
    String written = expression.replace(" OR ", " || ");
    assertThat(holds(written, FakeQuery.get(target))).isEqualTo(holds);
  }

  @Test
  void headersHaveCaseInTheirValuesOnly() {
    FakeQuery quote = FakeQuery.get("/").with("X-Test", "QuoTe");
    assertThat(holds("http.headers.x_test == \"quote\"", quote)).isFalse();
    assertThat(holds("http.headers.X_Test == \"QuoTe\"", quote)).isTrue();
    assertThat(holds("lower(http.headers.x_test) == \"quote\"", quote)).isTrue();
    FakeQuery both = quote.with("x-test", "other");
    assertThat(holds("any(lower(http.headers.x_test)) == \"quote\"", both)).isTrue();
    assertThat(holds("lower(http.headers.x_test) == \"quote\"", both)).isFalse();
    assertThat(holds("any(http.headers.x_test) != \"other\"", both)).isTrue();
  }

  @Test
  void addressesAndPortsAreCompared() {
    FakeQuery query = FakeQuery.get("/").from("10.1.2.3", 40_000).at("a.example");
    assertThat(holds("net.src.ip == 10.1.2.3 && net.src.port >= 40000", query)).isTrue();
    assertThat(holds("net.src.ip in 10.1.0.0/16 && net.dst.ip not in 10.1.0.0/16", query)).isTrue();
    assertThat(holds("net.src.ip != 10.1.2.3", query)).isFalse();
    assertThat(holds("net.src.port > 40000 || net.src.port < 40000", query)).isFalse();
    assertThat(holds("net.port == 8000", query)).isTrue();
    assertThat(holds("net.dst.port == 8000", query.at("a.example", 80))).isFalse();
    assertThat(holds("net.dst.port <= 80", query.at("a.example", 80))).isTrue();
  }

  @Test
  void hostsAndServerNamesHaveNoCase() {
    assertThat(holds("http.host == \"A.Example\"", FakeQuery.get("/").at("a.example"))).isTrue();
    assertThat(holds("http.host =^ \".example\"", FakeQuery.get("/").at("a.example"))).isTrue();
    assertThat(holds("http.host ^= \"a.\"", FakeQuery.get("/").at("a.example"))).isTrue();
    assertThat(holds("tls.sni == \"a.example\"", FakeQuery.get("/").over("a.example"))).isTrue();
    assertThat(holds("tls.sni == \"a.example\"", FakeQuery.get("/"))).isFalse();
    assertThat(holds("net.protocol == \"https\"", FakeQuery.get("/").over(null))).isTrue();
  }

  @Test
  void thePathThatMatchedIsStrippedAndCaptured() {
    add("http.path ~ \"^/users/(?P<user>\\\\d+)/(\\\\w+)\"");
    Match match = table.match(FakeQuery.get("/users/17/cats/1"));
    assertThat(match.prefix()).isEqualTo("/users/17/cats");
    assertThat(match.upstreamPath()).isEqualTo("/1");
    assertThat(match.captures().numbered()).containsExactly("17", "cats");
    assertThat(match.captures().named()).isEqualTo(Map.of("user", "17"));

    add("http.path ^= \"/plain\"");
    match = table.match(FakeQuery.get("/plain/x"));
    assertThat(match.prefix()).isEqualTo("/plain");
    assertThat(match.upstreamPath()).isEqualTo("/x");
    assertThat(match.captures()).isNull();

    add("http.method == \"PUT\"");
    match = table.match(FakeQuery.get("/any/thing").by("PUT"));
    assertThat(match.prefix()).isNull();
    assertThat(match.upstreamPath()).isEqualTo("/any/thing");
  }

  @Test
  void theGreatestPriorityWinsThenTheGreatestId() {
    var low = add("http.path ^= \"/a/b/c\"", 1);
    var high = add("http.path ^= \"/a\"", 2);
    assertThat(matched(FakeQuery.get("/a/b/c"))).isSameAs(high);
    table = table.without(high.route().id());
    assertThat(matched(FakeQuery.get("/a/b/c"))).isSameAs(low);
    var greater = RouteText.expression(new UUID(-1, -1), "http.path ^= \"/a\"", 1);
    table = table.with(greater);
    assertThat(matched(FakeQuery.get("/a/b/c"))).isSameAs(greater);
  }

  @Test
  void anExpressionGoesBeforeFields() {
    var fields =
        RouteText.entry(UUID.randomUUID(), "path=/a/b method=GET host=a.example header=h:1");
    table = table.with(fields);
    var expression = add("http.path ^= \"/a\"");
    FakeQuery query = FakeQuery.get("/a/b").at("a.example").with("h", "1");
    assertThat(matched(query)).isSameAs(expression);
    table = table.without(expression.route().id());
    assertThat(matched(query)).isSameAs(fields);
  }

  @Test
  void theProtocolIsPartOfTheMatchUnlessItIsHttpsAlone() {
    add("http.path == \"/plain\"", 0, "http");
    add("http.path == \"/secure\"", 0, "https");
    add("http.path == \"/grpc\"", 0, "grpcs");
    assertThat(matched(FakeQuery.get("/plain"))).isNotNull();
    assertThat(matched(FakeQuery.get("/plain").over(null))).isNull();
    assertThat(matched(FakeQuery.get("/secure"))).isNotNull();
    assertThat(matched(FakeQuery.get("/grpc"))).isNull();
    assertThat(matched(FakeQuery.get("/grpc").over(null))).isNotNull();
    UUID id = UUID.randomUUID();
    table = table.with(RouteText.entry(id, "path=/f protocol=http", RouterFlavor.EXPRESSIONS));
    assertThat(matched(FakeQuery.get("/f").over(null))).isNull();
  }

  @Test
  void whatIsNoExpressionIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add("http.path ="))
        .withMessageStartingWith("expression:  --> 1:11");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add("http.path == \"/\"", 0, "tcp"))
        .withMessage("expression: Unknown LHS field");
  }

  /// Random expressions and requests from few words, so that they meet often.
  @Test
  void lookingUpAnswersLikeTryingEveryExpression() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<RouteEntry> entries = new ArrayList<>();
      table = RouteTable.EMPTY;
      for (int i = random.nextInt(30); i >= 0; i--) {
        entries.add(add(expression(random, 3), random.nextInt(4)));
      }
      for (int i = random.nextInt(10); i > 0 && !entries.isEmpty(); i--) {
        table = table.without(entries.remove(random.nextInt(entries.size())).route().id());
      }
      for (int i = 0; i < 30; i++) {
        FakeQuery query = query(random);
        RouteEntry wanted =
            entries.stream()
                .filter(e -> holds(e.route().expression(), query))
                .max(Comparator.comparing(ExpressionRouteTest::rank))
                .orElse(null);
        assertThat(matched(query)).as("round %d: %s", round, query).isSameAs(wanted);
      }
    }
  }

  private static Rank rank(RouteEntry entry) {
    return Rank.ofExpression(entry.route().priority(), entry.route().id());
  }

  private static String expression(Random random, int depth) {
    String[] plain = {
      "http.path == \"/a\"",
      "http.path ^= \"/a\"",
      "http.path ^= \"/a/b\"",
      "http.path ~ \"^/a/[bc]\"",
      "http.path ~ \"b$\"",
      "http.path.segments.0 == \"a\"",
      "http.host == \"a.example\"",
      "http.host =^ \".example\"",
      "http.host ^= \"a.\"",
      "http.method == \"GET\"",
      "http.headers.h == \"1\"",
      "any(http.headers.h) == \"2\"",
      "http.headers.h != \"1\"",
      "tls.sni == \"a.example\"",
      "net.protocol == \"https\""
    };
    if (depth == 0 || random.nextInt(3) == 0) {
      return plain[random.nextInt(plain.length)];
    }
    String left = "(" + expression(random, depth - 1) + ")";
    String right = "(" + expression(random, depth - 1) + ")";
    return switch (random.nextInt(7)) {
      case 0 -> "!" + left;
      case 1, 2, 3 -> left + " && " + right;
      default -> left + " || " + right;
    };
  }

  private static FakeQuery query(Random random) {
    String[] paths = {"/a", "/a/b", "/a/c", "/b", "/", "/a/b/b"};
    FakeQuery query = FakeQuery.get(paths[random.nextInt(paths.length)]);
    if (random.nextBoolean()) {
      query = query.at(random.nextBoolean() ? "a.example" : "b.example");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      query = query.with("h", Integer.toString(random.nextInt(3)));
    }
    return random.nextInt(3) == 0
        ? query.over(random.nextBoolean() ? "a.example" : "b.example")
        : query;
  }

  @Test
  void oneOfThousandsThatDifferInOneValueIsFound() {
    for (String form :
        List.of(
            "http.path == \"/p%d\"",
            "http.host == \"h%d.example\" && http.path ^= \"/\"",
            "http.path ^= \"/same\" && http.headers.x_id == \"v%d\"")) {
      table = RouteTable.EMPTY;
      for (int i = 0; i < 5_000; i++) {
        add(form.formatted(i));
      }
      assertThat(
              matched(
                  FakeQuery.get(form.contains("/p") ? "/p4711" : "/same")
                      .at("h4711.example")
                      .with("x-id", "v4711")))
          .extracting(entry -> entry.route().expression())
          .isEqualTo(form.formatted(4711));
    }
  }
}
