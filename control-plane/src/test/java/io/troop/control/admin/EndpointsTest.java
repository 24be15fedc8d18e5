package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointsTest {

  private final Endpoint nothing = _ -> Answer.noContent();
  private final Endpoints endpoints =
      new Endpoints()
          .add("GET", "/", nothing)
          .add("GET", "/plugins/{plugins}", nothing)
          .add("PATCH", "/plugins/{plugins}", nothing)
          .add("GET", "/plugins/enabled", nothing)
          .add("GET", "/plugins/schema/{name}", nothing)
          .add("GET", "/plugins/{plugins}/route", nothing);

  private String found(String... segments) {
    return endpoints.find(List.of(segments)).map(match -> match.path().pattern()).orElse("none");
  }

  @Test
  void aPlainSegmentGoesBeforeOneInBraces() {
    assertThat(found("plugins", "enabled")).isEqualTo("/plugins/enabled");
    assertThat(found("plugins", "x")).isEqualTo("/plugins/{plugins}");
  }

  @Test
  void goesBackWhenAPlainSegmentLeadsNowhere() {
    assertThat(found("plugins", "enabled", "route")).isEqualTo("/plugins/{plugins}/route");
  }

  @Test
  void tellsWhatStoodInTheBraces() {
    assertThat(endpoints.find(List.of("plugins", "a/b", "route")).orElseThrow().parameters())
        .containsExactly("a/b");
  }

  @Test
  void findsTheRoot() {
    assertThat(found()).isEqualTo("/");
  }

  @Test
  void findsNothingBesideItsPaths() {
    assertThat(found("plugins")).isEqualTo("none");
    assertThat(found("plugins", "a", "b", "c")).isEqualTo("none");
  }

  @Test
  void allowsHeadWithGetAndAlwaysOptions() {
    assertThat(endpoints.find(List.of("plugins", "x")).orElseThrow().path().allow())
        .isEqualTo("GET, HEAD, OPTIONS, PATCH");
  }

  @Test
  void listsPatternsBySegments() {
    assertThat(new Endpoints().add("GET", "/ab", nothing).add("GET", "/a/z", nothing).patterns())
        .containsExactly("/a/z", "/ab");
  }
}
