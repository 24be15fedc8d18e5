package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Random routes and requests from few words, so that they meet often.
class RouteTablePropertyTest {
  private static final String[] HOSTS = {
    "a.example",
    "b.example",
    "x.a.example",
    "a.example:8080",
    "b.example:8000",
    "*.example",
    "*.a.example",
    "a.*",
    "x.*",
    "b.example.*"
  };
  private static final String[] PATHS = {
    "/",
    "/a",
    "/a/",
    "/a/b",
    "/ab",
    "/abc",
    "/b",
    "/b/a",
    "/longer/path",
    "~/a",
    "~/a/\\d+$",
    "~/(a|b)",
    "~/ab?c",
    "~/[ab]/x",
    "~/.*b$",
    "~/a|/b",
    "~^/b"
  };
  private static final String[] METHODS = {"GET", "POST", "PUT"};
  private static final String[] HEADERS = {"h:1", "h:1,2", "h:~*^[12]$", "g:x", "G:y,X"};
  private static final String[] SNIS = {"a.example", "*.example", "b.*"};

  private final Random random = new Random();

  @Test
  void answersLikeTryingEveryRoute() {
    for (long seed = 1; seed <= 60; seed++) {
      random.setSeed(seed);
      List<RouteEntry> entries = new ArrayList<>();
      RouteTable table = RouteTable.EMPTY;
      for (int i = random.nextInt(60); i >= 0; i--) {
        RouteEntry entry = RouteText.entry(id(), routeText());
        entries.add(entry);
        table = table.with(entry);
      }
      agree(table, new NaiveRouter(entries), seed);
    }
  }

  @Test
  void aChangedTableAnswersLikeOneMadeAnew() {
    for (long seed = 1; seed <= 12; seed++) {
      random.setSeed(seed);
      List<UUID> ids = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        ids.add(id());
      }
      Map<UUID, RouteEntry> entries = new HashMap<>();
      RouteTable table = RouteTable.EMPTY;
      for (int step = 0; step < 200; step++) {
        UUID id = ids.get(random.nextInt(ids.size()));
        if (random.nextInt(3) == 0) {
          entries.remove(id);
          table = table.without(id);
        } else {
          RouteEntry entry = RouteText.entry(id, routeText());
          entries.put(id, entry);
          table = table.with(entry);
        }
        if (step % 20 == 0) {
          agree(table, new NaiveRouter(List.copyOf(entries.values())), seed);
        }
      }
      for (UUID id : ids) {
        table = table.without(id);
      }
      assertThat(table.size()).isZero();
      assertThat(table).usingRecursiveComparison().isEqualTo(RouteTable.EMPTY);
    }
  }

  private void agree(Router table, Router naive, long seed) {
    Function<Match, String> told =
        match ->
            match == null
                ? "none"
                : match.route().id() + " " + match.prefix() + " " + match.upstreamPath();
    for (int i = 0; i < 60; i++) {
      FakeQuery query = query();
      assertThat(told.apply(table.match(query)))
          .as("seed %d, %s", seed, query)
          .isEqualTo(told.apply(naive.match(query)));
    }
  }

  /// Ids of which some begin with a set bit, so that comparing them signed would show.
  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private String routeText() {
    List<String> words = new ArrayList<>();
    add(words, "host=", HOSTS, random.nextInt(3));
    add(words, "path=", PATHS, random.nextInt(4));
    add(words, "method=", METHODS, random.nextInt(5) - 2);
    add(words, "header=", HEADERS, random.nextInt(5) - 2);
    add(words, "sni=", SNIS, random.nextInt(6) - 4);
    if (words.isEmpty()) {
      words.add("path=/");
    }
    words.add("priority=" + random.nextInt(3));
    if (random.nextInt(4) == 0) {
      words.add("keep-path");
    }
    if (random.nextInt(4) == 0) {
      words.add("service-path=" + (random.nextBoolean() ? "/base" : "/base/"));
    }
    return String.join(" ", words);
  }

  private void add(List<String> words, String prefix, String[] from, int times) {
    for (int i = 0; i < times; i++) {
      words.add(prefix + from[random.nextInt(from.length)]);
    }
  }

  private FakeQuery query() {
    String[] paths = {
      "/", "/a", "/a/", "/a/b/c", "/a/12", "/abcd", "/b/a/x", "/zz", "/longer/path/x"
    };
    String[] hosts = {"a.example", "b.example", "x.a.example", "y.x.a.example", "a.test", "", "q"};
    FakeQuery query =
        FakeQuery.get(paths[random.nextInt(paths.length)])
            .by(METHODS[random.nextInt(METHODS.length)])
            .at(hosts[random.nextInt(hosts.length)], random.nextBoolean() ? -1 : 8080);
    for (int i = random.nextInt(3); i > 0; i--) {
      query =
          query.with(
              random.nextBoolean() ? "H" : "g",
              new String[] {"1", "2", "x", "Y"}[random.nextInt(4)]);
    }
    return switch (random.nextInt(3)) {
      case 0 -> query;
      case 1 -> query.over(null);
      default -> query.over(new String[] {"a.example", "b.test", "other"}[random.nextInt(3)]);
    };
  }
}
