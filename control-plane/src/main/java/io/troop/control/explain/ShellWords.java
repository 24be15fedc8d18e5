package io.troop.control.explain;

import java.util.ArrayList;
import java.util.List;

/// A command line as a POSIX shell splits it, with both kinds of quotes, `$'…'`, backslashes and
/// continued lines. Nothing is substituted.
final class ShellWords {

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean within;
  private int at;

  private ShellWords(String text) {
    this.text = text;
  }

  /// @throws IllegalArgumentException for a quote that does not end
  static List<String> of(String text) {
    ShellWords words = new ShellWords(text.replace("\r\n", "\n"));
    words.read();
    return words.words;
  }

  private void read() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case ' ', '\t', '\n' -> end();
        case '\'' -> quoted(c);
        case '"' -> quoted(c);
        case '\\' -> escaped();
        case '$' -> {
          if (at < text.length() && text.charAt(at) == '\'') {
            at++;
            quoted('$');
          } else {
            add(c);
          }
        }
        default -> add(c);
      }
    }
    end();
  }

  private void add(char c) {
    within = true;
    word.append(c);
  }

  private void end() {
    if (within) {
      words.add(word.toString());
      word.setLength(0);
      within = false;
    }
  }

  private void escaped() {
    if (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\n') {
        add(c);
      }
    }
  }

  /// @param kind the quote; `$` for `$'…'`, where backslashes mean something
  private void quoted(char kind) {
    char end = kind == '$' ? '\'' : kind;
    within = true;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == end) {
        return;
      }
      if (c != '\\' || kind == '\'' || at == text.length()) {
        word.append(c);
        continue;
      }
      char next = text.charAt(at++);
      if (kind == '$') {
        word.append(
            switch (next) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> next;
            });
      } else if ("$`\"\\".indexOf(next) >= 0) {
        word.append(next);
      } else if (next != '\n') {
        word.append(c).append(next);
      }
    }
    throw new IllegalArgumentException("a quote does not end (expected: a whole curl line)");
  }
}
