package io.troop.proxy.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Headers;
import io.troop.plugin.Verdict.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureAnswersTest {
  private final FailureAnswers failures =
      new FailureAnswers(FailureAnswers.Format.AUTO, "text/plain", Map.of());

  private static Asker asker(boolean http2, String... lines) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (int i = 0; i < lines.length; i += 2) {
      headers.add(Map.entry(lines[i], lines[i + 1]));
    }
    return new Asker(Headers.of(headers), http2, "0f");
  }

  private static String body(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/html                        | text/html; charset=utf-8
          text/html;level=1;q=0.3, */*     | application/json; charset=utf-8
          text/html, application/xhtml+xml | text/html; charset=utf-8
          application/xhtml+xml            | application/json; charset=utf-8
          text/xml                         | application/json; charset=utf-8
          application/xml;q=0.9, text/*    | text/plain; charset=utf-8
          image/*                          | application/json; charset=utf-8
          application/*                    | application/json; charset=utf-8
          text/plain;q=0                   | application/json; charset=utf-8
          nonsense                         | application/json; charset=utf-8
          """)
  void acceptSaysHowAnErrorIsWritten(String accept, String type) {
    assertThat(failures.error(503, null, asker(false, "Accept", accept)).headers())
        .contains(Map.entry("Content-Type", type));
    assertThat(failures.unexplained(503, asker(false, "Accept", accept)).headers())
        .contains(Map.entry("Content-Type", type));
  }

  @Test
  void aFailureFallsBackToTheRequestsOwnTypeAndThenToTheDefaultOne() {
    assertThat(body(failures.unexplained(502, asker(false))))
        .isEqualTo("An invalid response was received from the upstream server\nrequest_id: 0f\n");
    assertThat(failures.unexplained(502, asker(false, "Content-Type", "text/html")).headers())
        .contains(Map.entry("Content-Type", "text/html; charset=utf-8"));
    assertThat(failures.error(502, "x", asker(false, "Content-Type", "text/html")).headers())
        .contains(Map.entry("Content-Type", "application/json; charset=utf-8"));
  }

  @Test
  void aGrpcClientReadsTheMessageFromAHeader() {
    Asker grpc = asker(true, "Content-Type", "application/grpc+proto");
    Answer unrouted = failures.noService(grpc);
    assertThat(unrouted.status()).isEqualTo(503);
    assertThat(unrouted.body()).isEmpty();
    assertThat(unrouted.headers())
        .containsExactlyInAnyOrder(
            Map.entry("Content-Type", "application/grpc"),
            Map.entry("grpc-status", "14"),
            Map.entry("grpc-message", "no Service found with those values"));
    assertThat(failures.unexplained(504, grpc).headers())
        .contains(
            Map.entry("grpc-status", "4"),
            Map.entry("grpc-message", "The upstream server is timing out"));
    assertThat(failures.error(403, "50% \u00e9\n", grpc).headers())
        .contains(Map.entry("grpc-message", "50%25 %C3%A9%0A"));
  }

  @Test
  void overHttp1NobodyIsAGrpcClient() {
    Answer answer = failures.http2Required(asker(false, "Content-Type", "application/grpc"));
    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.headers())
        .contains(
            Map.entry("Content-Type", "application/json; charset=utf-8"),
            Map.entry("Connection", "Upgrade"),
            Map.entry("Upgrade", "HTTP/2"));
    assertThat(body(answer)).contains("\"message\":\"Please use HTTP2 protocol\"");
  }
}
