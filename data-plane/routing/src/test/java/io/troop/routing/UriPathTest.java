package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UriPathTest {

  @Test
  void leavesWhatIsInNormalForm() {
    for (String path :
        new String[] {"", "/", "/a", "/a/", "/a/b/c", "/a.b/c..d/.e", "/a%2Fb", "*"}) {
      assertThat(UriPath.normalise(path)).isEqualTo(path);
    }
  }

  @Test
  void decodesAllButReservedCharacters() {
    assertThat(UriPath.normalise("/%6B%6f%6e%67")).isEqualTo("/kong");
    assertThat(UriPath.normalise("/a%20b")).isEqualTo("/a b");
    assertThat(UriPath.normalise("/a%2fb%3f%5b")).isEqualTo("/a%2Fb%3F%5B");
    assertThat(UriPath.normalise("/endel%C3%B8st")).isEqualTo("/endel\u00c3\u00b8st");
    assertThat(UriPath.normalise("/broken%2")).isEqualTo("/broken%2");
    assertThat(UriPath.normalise("/broken%zz%")).isEqualTo("/broken%zz%");
  }

  @Test
  void resolvesDotsAndMergesSlashes() {
    assertThat(UriPath.normalise("/./")).isEqualTo("/");
    assertThat(UriPath.normalise("/.")).isEqualTo("/");
    assertThat(UriPath.normalise("/..")).isEqualTo("/");
    assertThat(UriPath.normalise("/a/..")).isEqualTo("/");
    assertThat(UriPath.normalise("/a/b/..")).isEqualTo("/a/");
    assertThat(UriPath.normalise("/./.././../")).isEqualTo("/");
    assertThat(UriPath.normalise("/a/b/c/./../../g")).isEqualTo("/a/g");
    assertThat(UriPath.normalise("mid/content=5/../6")).isEqualTo("mid/6");
    assertThat(UriPath.normalise("/////")).isEqualTo("/");
    assertThat(UriPath.normalise("/a//b//")).isEqualTo("/a/b/");
    assertThat(UriPath.normalise("/%2e%2E/a/%2e/b")).isEqualTo("/a/b");
    assertThat(UriPath.normalise("/%C3%A4/a/%2e./a%2E//a/%2e/./a/../a/%2e%2E/%5f%99%af%2f%2F"))
        .isEqualTo("/\u00c3\u00a4/a./a/_\u0099\u00af%2F%2F");
  }

  @Test
  void plainPathsAreDecodedAsAWhole() {
    assertThat(UriPath.plain("/root/../%2e/root///././%2F.subdir/../.subdir/./%28%29"))
        .isEqualTo("/root/.subdir/()");
    assertThat(UriPath.plain("/a%2Fb%20c%")).isEqualTo("/a/b c%");
    assertThat(UriPath.plain("/a/b")).isEqualTo("/a/b");
  }

  @Test
  void escapesWhatAPathMayNotCarry() {
    String fine = "/!#$%&'()*+,/:;=?@[]AZaz09-_.~";
    assertThat(UriPath.escape(fine)).isSameAs(fine);
    assertThat(UriPath.escape("/a b\u00c3\u00b8\"<>\\^`{|}"))
        .isEqualTo("/a%20b%C3%B8%22%3C%3E%5C%5E%60%7B%7C%7D");
    assertThat(UriPath.escape("/\u0000\r\n")).isEqualTo("/%00%0D%0A");
  }
}
