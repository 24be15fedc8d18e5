package io.troop.plugin.expression;

/// A text that is no expression, or one that makes no sense. The message is for the author of the
/// expression.
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExpressionException(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /// A problem at a place in the text, shown in the line it is in.
  ///
  /// @param end exclusive; `start` for a place where something is missing
  static ExpressionException at(String text, int start, int end, String problem) {
    int lineStart = text.lastIndexOf('\n', start - 1) + 1;
    int newline = text.indexOf('\n', start);
    int lineEnd = newline < 0 ? text.length() : newline;
    long line = text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    int column = start - lineStart;
    int length = Math.min(end, lineEnd) - start;
    String mark = end == start ? "^---" : length < 2 ? "^" : "^" + "-".repeat(length - 2) + "^";
    String margin = " ".repeat(Long.toString(line).length());
    return new ExpressionException(
        margin
            + ("--> " + line + ":" + (column + 1) + "\n")
            + (margin + " |\n")
            + (line + " | " + text.substring(lineStart, lineEnd) + "\n")
            + (margin + " | " + " ".repeat(column) + mark + "\n")
            + (margin + " |\n")
            + (margin + " = " + problem));
  }
}
