package io.troop.plugin.form;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormBodyTest {

  @Test
  void aQueryKeepsTheOrderAndSpellingOfWhatStays() {
    assertThat(QueryText.without("x=%41&key=1&y=+&key", "key")).isEqualTo("x=%41&y=+");
    assertThat(QueryText.without("k%65y=1", "key")).isNull();
    assertThat(QueryText.without("x=1", "key")).isEqualTo("x=1");
    assertThat(QueryText.without(null, "key")).isNull();
    assertThat(QueryText.values("a=1&b=2&a=%20x&a", "a")).containsExactly("1", " x", "");
    assertThat(QueryText.decoded("broken%2")).isEqualTo("broken%2");
  }

  @Test
  void formsAreReadByTheirContentType() {
    var form =
        FormBody.parse("application/x-www-form-urlencoded; charset=utf-8", "a=1&b=2".getBytes());
    assertThat(form.values("b")).containsExactly("2");
    assertThat(form.without("a").bytes()).asString(UTF_8).isEqualTo("b=2");

    var json = FormBody.parse("application/json", "{\"a\":\"1\",\"b\":[2,\"x\"]}".getBytes());
    assertThat(json.values("a")).containsExactly("1");
    assertThat(json.values("b")).containsExactly("2", "x");
    assertThat(json.without("b").bytes()).asString(UTF_8).isEqualTo("{\"a\":\"1\"}");

    assertThat(FormBody.parse("application/json", "[1]".getBytes())).isNull();
    assertThat(FormBody.parse("application/json", "{".getBytes())).isNull();
    assertThat(FormBody.parse("text/plain", "a=1".getBytes())).isNull();
  }

  @Test
  void partsOfAMultipartBodyAreFieldsAndOneCanBeTakenOut() {
    String body =
        "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\u00e9\r\n"
            + "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n"
            + "Content-Type: text/plain\r\n\r\nline\r\nline\r\n--XX--\r\n";
    var form = FormBody.parse("multipart/form-data; boundary=\"XX\"", body.getBytes(UTF_8));
    assertThat(form.values("a")).containsExactly("1\u00e9");
    assertThat(form.values("f")).containsExactly("line\r\nline");
    var left = FormBody.parse("multipart/form-data; boundary=XX", form.without("a").bytes());
    assertThat(left.values("a")).isEmpty();
    assertThat(left.values("f")).containsExactly("line\r\nline");
    assertThat(FormBody.parse("multipart/form-data", body.getBytes(UTF_8))).isNull();
  }
}
