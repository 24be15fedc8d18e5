package io.troop.plugins.proxycache;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugins.fakes.FakeHost;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {

  private static CachedAnswer answer(int size, long until) {
    return new CachedAnswer(200, List.of(), new byte[size], 0, until / 1000, until);
  }

  @Test
  void anAnswerIsGoneAtItsTime() {
    var cache = new AnswerCache(10_000, new FakeHost());
    cache.put("a", answer(1, 100));
    assertThat(cache.get("a", 99)).isNotNull();
    assertThat(cache.get("a", 100)).isNull();
    assertThat(cache.get("a", 99)).isNull();
  }

  @Test
  void theLeastRecentlyUsedIsGivenUpFirst() {
    var cache = new AnswerCache(3_900, new FakeHost());
    cache.put("a", answer(1_000, 100));
    cache.put("b", answer(1_000, 100));
    cache.put("c", answer(1_000, 100));
    assertThat(cache.get("a", 1)).isNotNull();
    cache.put("d", answer(1_000, 100));
    assertThat(cache.get("b", 1)).isNull();
    assertThat(cache.get("a", 1)).isNotNull();
    assertThat(cache.get("c", 1)).isNotNull();
    assertThat(cache.get("d", 1)).isNotNull();
  }

  @Test
  void anAnswerLargerThanTheCacheIsNotKept() {
    var cache = new AnswerCache(1_000, new FakeHost());
    cache.put("small", answer(100, 100));
    cache.put("large", answer(5_000, 100));
    assertThat(cache.get("large", 1)).isNull();
    assertThat(cache.get("small", 1)).isNotNull();
  }

  @Test
  void contentTypesAreComparedWithTheirParameters() {
    var types = ContentTypes.of(List.of("application/json", "text/*", "image/png; q=1"));
    assertThat(types.accepts("Application/JSON")).isTrue();
    assertThat(types.accepts("application/json; charset=utf-8")).isFalse();
    assertThat(types.accepts("text/html")).isTrue();
    assertThat(types.accepts("image/png;q=1")).isTrue();
    assertThat(types.accepts("image/png")).isFalse();
    assertThat(types.accepts(null)).isFalse();

    var exact = ContentTypes.of(List.of("application/xml; Charset=UTF-8"));
    assertThat(exact.accepts("application/xml; charset=\"UTF-8\"")).isTrue();
    assertThat(exact.accepts("application/xml; charset=utf-8")).isFalse();
    assertThat(ContentTypes.of(List.of("*")).accepts("image/png")).isTrue();
  }

  @Test
  void directivesAreReadWithoutCase() {
    var control = CacheControl.of(List.of("Max-Age=60, private", "s-maxage=\"5\""));
    assertThat(control.has("private")).isTrue();
    assertThat(control.lifetime(7)).isEqualTo(5);
    assertThat(CacheControl.of(List.of("max-age=60")).lifetime(7)).isEqualTo(60);
    assertThat(CacheControl.of(List.of()).lifetime(7)).isEqualTo(7);
    assertThat(CacheControl.of(List.of("max-age=x")).lifetime(-3)).isZero();
  }
}
