package io.troop.control.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CurlLineTest {

  @Test
  void readsWhatABrowserCopies() {
    Asked asked =
        CurlLine.read(
            """
            curl 'https://Api.example.com/orders/7?full=1' \\
              -X PATCH -H 'accept: application/json' \\
              -H "x-team: a \\"b\\"" --data-raw $'{"it\\'s":1}' --compressed
            """);
    assertThat(asked.method()).isEqualTo("PATCH");
    assertThat(asked.isTls()).isTrue();
    assertThat(asked.host()).isEqualTo("api.example.com");
    assertThat(asked.hostPort()).isEqualTo(-1);
    assertThat(asked.sni()).isEqualTo("api.example.com");
    assertThat(asked.path()).isEqualTo("/orders/7");
    assertThat(asked.queryValues("full")).containsExactly("1");
    assertThat(asked.headers().get("Accept")).isEqualTo("application/json");
    assertThat(asked.headers().get("x-team")).isEqualTo("a \"b\"");
    assertThat(asked.destinationPort()).isEqualTo(443);
  }

  @Test
  void aHostHeaderSaysTheHost() {
    Asked asked = CurlLine.read("curl -sSi localhost:8000/a -HHost:B.example:8080");
    assertThat(asked.host()).isEqualTo("b.example");
    assertThat(asked.hostPort()).isEqualTo(8080);
    assertThat(asked.isTls()).isFalse();
    assertThat(asked.destinationPort()).isEqualTo(8000);
    assertThat(CurlLine.read("curl localhost:8000").hostPort()).isEqualTo(8000);
  }

  @Test
  void bodiesArePostedUnlessTheyAreTheQuery() {
    assertThat(CurlLine.read("curl http://a/ -d x=1").method()).isEqualTo("POST");
    assertThat(CurlLine.read("curl http://a/ -F f=@b --request=PUT").method()).isEqualTo("PUT");
    Asked got = CurlLine.read("curl -G http://a/?b=1 --data-urlencode x=1");
    assertThat(got.method()).isEqualTo("GET");
    assertThat(got.queryValues("x")).containsExactly("1");
    assertThat(CurlLine.read("curl -I http://a/").method()).isEqualTo("HEAD");
  }

  @Test
  void whatHasNoUrlIsRefused() {
    assertThatThrownBy(() -> CurlLine.read("curl -H 'a: b'"))
        .hasMessageContaining("there is no URL in it");
    assertThatThrownBy(() -> CurlLine.read("curl ftp://a/b"))
        .hasMessageContaining("expected: such as http://localhost:8000/orders");
    assertThatThrownBy(() -> CurlLine.read("curl 'http://a"))
        .hasMessageContaining("a quote does not end");
  }
}
