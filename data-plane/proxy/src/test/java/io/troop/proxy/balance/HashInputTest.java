package io.troop.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.proxy.balance.UpstreamRules.HashSource;
import io.troop.proxy.balance.UpstreamRules.HashSource.Kind;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashInputTest {

  private static HashInput input(HashSource on, HashSource fallback, String path, String query) {
    UpstreamRules rules =
        new UpstreamRules(
            new UUID(0, 1),
            "up",
            Ring.Algorithm.CONSISTENT_HASHING,
            on,
            fallback,
            "stick",
            "/",
            HealthRules.OFF,
            null,
            false,
            null,
            List.of());
    return HashInput.of(rules, FakeRequests.of(path, query, Map.of()), null, new Random(1));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /my-path, /my-path
          /root/../%2e/root///././%2F.subdir/../.subdir/./%28%29, /root/.subdir/()
          """)
  void pathsCountInTheirPlainForm(String path, String text) {
    HashSource on = new HashSource(Kind.PATH, "");
    assertThat(input(on, HashSource.NONE, path, "a=1&b=2").text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          foo=123             | 123
          foo                 | true
          foo=                | ''
          bar=1               | ''
          foo=b&foo=a&foo=c   | a,b,c
          foo=s&foo&foo=1&foo= | ,1,s,true
          foo&foo&            | true,true
          %66oo=%7B%7D        | {}
          """)
  void argumentsCountDecodedAndSorted(String query, String text) {
    HashSource on = new HashSource(Kind.QUERY_ARG, "foo");
    assertThat(input(on, HashSource.NONE, "/", query).text()).isEqualTo(text);
  }

  @Test
  void theFallbackCountsWhereTheFirstHasNothing() {
    HashSource argument = new HashSource(Kind.QUERY_ARG, "absent");
    HashSource header = new HashSource(Kind.HEADER, "x-absent");
    HashSource capture = new HashSource(Kind.URI_CAPTURE, "absent");
    HashSource path = new HashSource(Kind.PATH, "");
    for (HashSource on : List.of(argument, header, capture)) {
      assertThat(input(on, path, "/p", "a=1").text()).isEqualTo("/p");
      assertThat(input(on, new HashSource(Kind.QUERY_ARG, "a"), "/p", "a=1").text()).isEqualTo("1");
    }
  }
}
