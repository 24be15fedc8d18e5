package io.troop.e2e.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// An answer as a page shows it: a status line, some of its headers and some of its body, where `…`
/// stands for anything. *Immutable.*
///
/// @param headers as `Name: value`
/// @param body empty when the page does not show it
record Expectation(int status, List<String> headers, String body) {

  static Expectation of(String text) {
    List<String> lines = text.lines().toList();
    List<String> headers = new ArrayList<>();
    int line = 1;
    while (line < lines.size() && !lines.get(line).isBlank()) {
      headers.add(lines.get(line++));
    }
    String body = String.join("\n", lines.subList(line, lines.size()));
    return new Expectation(Integer.parseInt(lines.getFirst().split(" ")[1]), headers, body);
  }

  void hold(Shell.Call call) {
    assertThat(call.status()).as("%s", call).isEqualTo(status);
    for (String header : headers) {
      assertThat(call.head().lines()).as("%s", call).anyMatch(pattern(header).asMatchPredicate());
    }
    if (!body.isBlank()) {
      assertThat(call.body().replaceAll("\\s+", ""))
          .as("%s", call)
          .matches(pattern(body.replaceAll("\\s+", "")));
    }
  }

  private static Pattern pattern(String text) {
    StringBuilder pattern = new StringBuilder();
    for (String part : text.split("(?<=…)|(?=…)")) {
      pattern.append(part.equals("…") ? ".*" : Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }
}
