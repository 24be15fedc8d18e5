package io.troop.plugin.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An empty expectation means that the text is right.
class FormatsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.com        |",
        "a.com.       |",
        "a_b-c.de     |",
        "127.0.0.1    |",
        "::1          |",
        "a b          | invalid value: a b",
        "a..b         | invalid value: a..b",
        "a-.com       | invalid value: a-.com",
        "300.1.1.1    | invalid value: 300.1.1.1",
        "a.com:80     | must not have a port",
        "a.com:99999  | must not have a port",
        "[::1]:80     | must not have a port"
      })
  void host(String text, String problem) {
    assertThat(Formats.host(text)).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.com:8080    |",
        "[::1]:80      |",
        "a.com:70000   | invalid port number",
        "1.2.3.4:99999 | invalid port number",
        "a b           | invalid hostname: a b",
        "1.2.3.400     | invalid ipv4 address: 1.2.3.400",
        "1::2::3       | invalid ipv6 address: 1::2::3"
      })
  void hostWithOptionalPort(String text, String problem) {
    assertThat(Formats.hostWithOptionalPort(text)).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "*.a.com   |",
        "a.*       |",
        "a.*.com   | wildcard must be leftmost or rightmost character",
        "*.a.*     | only one wildcard must be specified",
        "1.2.3.4   | must not be an IP",
        "a.com:80  | must not have a port",
        "a b       | invalid value: a b"
      })
  void wildcardHost(String text, String problem) {
    assertThat(Formats.wildcardHost(text)).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "10.0.0.1       |",
        "10.0.0.0/8     |",
        "::1            |",
        "fe80::/10      |",
        "::ffff:1.2.3.4 |",
        "10.0.0.0/33    | invalid ip or cidr range: '10.0.0.0/33'",
        "10.0.0.0/08    | invalid ip or cidr range: '10.0.0.0/08'",
        "fe80::/129     | invalid ip or cidr range: 'fe80::/129'",
        "1.2.3          | invalid ip or cidr range: '1.2.3'",
        "x              | invalid ip or cidr range: 'x'"
      })
  void ipOrCidr(String text, String problem) {
    assertThat(Formats.ipOrCidr(text)).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/a/b%20c |",
        "/a b     | invalid path: '/a b' (characters outside of the reserved list of RFC 3986 found)",
        "/a%zz    | invalid url-encoded value: '%zz'",
        "/a%2     | invalid url-encoded value: '%2'"
      })
  void path(String text, String problem) {
    assertThat(Formats.path(text)).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/a          |",
        "/           |",
        "/a b        |",
        "~/a(b       | invalid regex: '/a(b' (PCRE returned: Unclosed group)",
        "~/a/(?<x>b) |",
        "/a/../b     | non-normalized path, consider use '/b' instead",
        "/a/./b/     | non-normalized path, consider use '/a/b/' instead",
        "/a/..       | non-normalized path, consider use '/' instead",
        "/%61        | non-normalized path, consider use '/a' instead",
        "/%2f        | non-normalized path, consider use '/%2F' instead"
      })
  void routerPath(String text, String problem) {
    assertThat(Formats.routerPath(text)).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "http://a.com    |",
        "tcp://a.com:1/x |",
        "nope            | missing host in url",
        "//a.com         | missing scheme in url",
        "http://         | missing host in url"
      })
  void url(String text, String problem) {
    assertThat(Formats.url(text)).isEqualTo(problem);
  }

  @Test
  void names() {
    assertThat(Formats.utf8Name("größe-東京~1.0_x")).isNull();
    assertThat(Formats.utf8Name("a/b"))
        .isEqualTo(
            "invalid value 'a/b': the only accepted ascii characters are alphanumerics or ., -, _,"
                + " and ~");
    assertThat(Formats.name("ä"))
        .isEqualTo(
            "invalid value 'ä': it must only contain alphanumeric and '., -, _, ~' characters");
    assertThat(Formats.headerName("x-a_1")).isNull();
    assertThat(Formats.headerName("a b"))
        .isEqualTo("bad header name 'a b', allowed characters are A-Z, a-z, 0-9, '_', and '-'");
    assertThat(Formats.cookieName("a;b")).startsWith("contains one or more invalid characters.");
    assertThat(Formats.cookieName("größe")).startsWith("contains one or more invalid characters.");
    assertThat(Formats.cookieName("session")).isNull();
  }

  @Test
  void tags() {
    assertThat(Formats.tag("a b!+-.0~ä")).isNull();
    assertThat(Formats.tag("a,b"))
        .isEqualTo(
            "invalid tag 'a,b': expected printable ascii (except `,` and `/`) or valid utf-8"
                + " sequences");
    assertThat(Formats.tag("a/b")).isNotNull();
    assertThat(Formats.tag("a\nb")).isNotNull();
  }

  @Test
  void references() {
    assertThat(Formats.isReference("{vault://env/NAME}")).isTrue();
    assertThat(Formats.isReference("{vault://env/NAME} ")).isFalse();
    assertThat(Formats.isReference(5L)).isFalse();
    assertThat(Formats.isReference(null)).isFalse();
  }
}
