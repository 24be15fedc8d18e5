package io.troop.plugin.template;

import io.troop.plugin.schema.LuaText;
import java.util.ArrayList;
import java.util.List;

/// Takes an expression apart into words. *Confined to one reading.*
final class Lexer {
  private static final List<String> SYMBOLS =
      List.of(
          "...", "..", "==", "~=", "<=", ">=", "+", "-", "*", "/", "%", "^", "#", "<", ">", "=",
          "(", ")", "{", "}", "[", "]", ";", ":", ",", ".");

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (token.kind() != Token.Kind.END);
    return tokens;
  }

  private Token next() {
    skipSpace();
    if (at >= text.length()) {
      return new Token(Token.Kind.END, "");
    }
    char c = text.charAt(at);
    if (isLetter(c)) {
      String word = word();
      return new Token(LuaText.isKeyword(word) ? Token.Kind.KEYWORD : Token.Kind.NAME, word);
    }
    if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
      return number();
    }
    if (c == '"' || c == '\'') {
      return string(c);
    }
    if (text.startsWith("[[", at)) {
      return longString();
    }
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        at += symbol.length();
        return new Token(Token.Kind.SYMBOL, symbol);
      }
    }
    throw new TemplateException("unexpected symbol near '" + c + "'");
  }

  private void skipSpace() {
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else {
        return;
      }
    }
  }

  private String word() {
    int start = at;
    while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    return text.substring(start, at);
  }

  private Token number() {
    int start = at;
    while (at < text.length()
        && (isLetter(text.charAt(at))
            || isDigit(text.charAt(at))
            || text.charAt(at) == '.'
            || isExponentSign(start))) {
      at++;
    }
    String number = text.substring(start, at);
    if (LuaNumber.parse(number) == null) {
      throw new TemplateException("malformed number near '" + number + "'");
    }
    return new Token(Token.Kind.NUMBER, number);
  }

  private boolean isExponentSign(int start) {
    char c = text.charAt(at);
    return (c == '+' || c == '-')
        && (text.charAt(at - 1) == 'e' || text.charAt(at - 1) == 'E')
        && !text.startsWith("0x", start);
  }

  private Token string(char quote) {
    StringBuilder out = new StringBuilder();
    int start = at++;
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\n') {
        break;
      }
      if (c == '\\' && at < text.length()) {
        escape(out);
      } else {
        out.append(c);
      }
    }
    if (at >= text.length() || text.charAt(at) != quote) {
      throw new TemplateException("unfinished string near '" + text.substring(start) + "'");
    }
    at++;
    return new Token(Token.Kind.STRING, out.toString());
  }

  private void escape(StringBuilder out) {
    char c = text.charAt(at++);
    if (isDigit(c)) {
      int code = c - '0';
      for (int i = 0; i < 2 && at < text.length() && isDigit(text.charAt(at)); i++) {
        code = code * 10 + (text.charAt(at++) - '0');
      }
      out.append((char) code);
      return;
    }
    out.append(
        switch (c) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'a' -> '\u0007';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'v' -> '\u000b';
          default -> c;
        });
  }

  private Token longString() {
    int end = text.indexOf("]]", at);
    if (end < 0) {
      throw new TemplateException("unfinished long string near '" + text.substring(at) + "'");
    }
    String content = text.substring(at + 2, end);
    at = end + 2;
    return new Token(Token.Kind.STRING, content.startsWith("\n") ? content.substring(1) : content);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
