package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MultipartTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void readsPartsWithLineBreaksAndNonAscii() {
    String body =
        "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nline 1\r\nline 2 ä\r\n"
            + "--X\r\nContent-Disposition: form-data; name=b; filename=\"f\"\r\n"
            + "Content-Type: text/plain\r\n\r\n\r\n--X--\r\n";

    assertThat(Multipart.pairs("multipart/form-data; boundary=X", bytes(body)))
        .containsExactly(Map.entry("a", "line 1\r\nline 2 ä"), Map.entry("b", ""));
  }

  @Test
  void ofANameGivenTwiceTheLastValueCounts() {
    String part = "--X\r\nContent-Disposition: form-data; name=\"t[]\"\r\n\r\n%s\r\n";

    assertThat(
            Multipart.pairs(
                "multipart/form-data; boundary=\"X\"",
                bytes(part.formatted("1") + part.formatted("2") + "--X--")))
        .containsExactly(Map.entry("t[]", "2"));
  }

  @Test
  void aBodyThatBreaksOffGivesWhatIsWhole() {
    assertThat(
            Multipart.pairs(
                "multipart/form-data; boundary=X",
                bytes("--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf")))
        .isEmpty();
  }
}
