package io.troop.protobuf;

import java.util.ArrayList;
import java.util.List;

/// Splits the text of a `.proto` file into words, numbers, texts and signs. *Confined to one call.*
final class ProtoLexer {
  private final String file;
  private final String text;
  private int at;
  private int line = 1;

  /// A piece of the file.
  ///
  /// @param quoted whether it stood between quotes, which `text` is without
  record Piece(String text, boolean quoted, int line) {}

  private ProtoLexer(String file, String text) {
    this.file = file;
    this.text = text;
  }

  static List<Piece> pieces(String file, String text) {
    return new ProtoLexer(file, text).all();
  }

  private List<Piece> all() {
    List<Piece> pieces = new ArrayList<>();
    while (skipSpace()) {
      int start = at;
      int startLine = line;
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        pieces.add(new Piece(quoted(c), true, startLine));
        continue;
      }
      at++;
      if (isWord(c)) {
        while (at < text.length() && (isWord(text.charAt(at)) || text.charAt(at) == '.')) {
          at++;
        }
      }
      pieces.add(new Piece(text.substring(start, at), false, startLine));
    }
    return pieces;
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  /// Whether anything follows spaces and comments.
  private boolean skipSpace() {
    while (at < text.length()) {
      if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw wrong("a comment without an end");
        }
        line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
        at = end + 2;
      } else if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\uFEFF') {
        line += text.charAt(at) == '\n' ? 1 : 0;
        at++;
      } else {
        return true;
      }
    }
    return false;
  }

  private String quoted(char quote) {
    StringBuilder out = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != quote; at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        break;
      }
      if (c == '\\' && at + 1 < text.length()) {
        at++;
        c = escaped(text.charAt(at));
      }
      out.append(c);
    }
    if (at >= text.length() || text.charAt(at) != quote) {
      throw wrong("a text without an end");
    }
    at++;
    return out.toString();
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> c;
    };
  }

  private ProtoException wrong(String what) {
    return new ProtoException(file + ":" + line + ": " + what);
  }
}
