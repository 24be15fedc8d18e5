package io.troop.plugins.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTagsTest {

  @Test
  void spacesAroundNamesAndValuesDoNotCount() {
    assertThat(RequestTags.of(List.of("  foo  =  bar baz  ;;qux=1;", "more=2")))
        .isEqualTo(Map.of("foo", "bar baz", "qux", "1", "more", "2"));
  }

  @Test
  void whatIsNoTagIsLeftOut() {
    assertThat(RequestTags.of(List.of("foobar;foo=;=bar;keep=true;=;a b=c")))
        .isEqualTo(Map.of("keep", "true"));
  }

  @Test
  void theLastEqualsSignEndsTheName() {
    assertThat(RequestTags.of(List.of("a=b=c; d = e=f"))).isEqualTo(Map.of("a=b", "c", "d", "e=f"));
  }
}
