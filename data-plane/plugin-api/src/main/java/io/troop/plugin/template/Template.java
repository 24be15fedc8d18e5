package io.troop.plugin.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A text with expressions in it: `$(…)`. *Immutable and thread-safe.*
///
/// What stands outside of expressions is kept as it is; an expression's value takes its place, nil
/// and false as nothing. Follows `pl.template` as Kong's `request-transformer` uses it.
public final class Template {
  private final List<Node> parts;
  private final @Nullable String constant;

  /// @param constant the whole text when there is no expression in it
  private Template(List<Node> parts, @Nullable String constant) {
    this.parts = List.copyOf(parts);
    this.constant = constant;
  }

  /// The template that a text is.
  ///
  /// @throws TemplateException when an expression in it can't be read
  public static Template of(String text) {
    List<Node> parts = new ArrayList<>();
    boolean constant = true;
    int at = 0;
    while (true) {
      int start = text.indexOf("$(", at);
      int end = start < 0 ? -1 : closing(text, start + 1);
      if (end < 0) {
        literal(parts, text.substring(at));
        return new Template(parts, constant ? text : null);
      }
      literal(parts, text.substring(at, start));
      parts.add(Parser.expression(text.substring(start + 2, end)));
      constant = false;
      at = end + 1;
    }
  }

  /// A template that is this text, whatever stands in it.
  public static Template constant(String text) {
    return new Template(List.of(), text);
  }

  private static void literal(List<Node> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(_ -> text);
    }
  }

  /// Where the parenthesis at `open` ends; -1 when it does not. Those in texts count, as in Kong.
  private static int closing(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      if (text.charAt(i) == '(') {
        depth++;
      } else if (text.charAt(i) == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /// Whether there is no expression in it.
  public boolean isConstant() {
    return constant != null;
  }

  /// The text with the values of its expressions.
  ///
  /// @param variables what expressions may name
  /// @throws TemplateException when an expression has no value, such as for a call of nil
  public String render(Table variables) {
    if (constant != null) {
      return constant;
    }
    StringBuilder out = new StringBuilder();
    Frame frame = Frame.of(variables);
    try {
      for (Node part : parts) {
        Object value = part.eval(frame);
        if (Operators.isTrue(value)) {
          out.append(Operators.text(value));
        }
      }
    } catch (StackOverflowError e) {
      throw new TemplateException("an expression calls itself too deeply");
    }
    return out.toString();
  }

  /// As [#render(Table)], with variables by name.
  public String render(Map<String, ?> variables) {
    return render(Table.of(variables));
  }
}
