package io.troop.routing;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.troop.plugin.expression.Expression.Operand;
import io.troop.plugin.expression.Literal;
import io.troop.plugin.expression.Operator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A predicate on a text. *Immutable and thread-safe.*
final class TextCondition implements Condition {
  private static final String HEADER = "http.headers.";
  private static final String ARGUMENT = "http.queries.";
  private static final String SEGMENT = "http.path.segments.";

  private final Source source;
  private final Operator operator;
  private final String wanted;
  private final @Nullable Pattern pattern;
  private final boolean isPath;
  private final boolean lower;
  private final boolean any;

  /// Where the values come from.
  @FunctionalInterface
  private interface Source {
    List<String> of(Evaluation request);
  }

  TextCondition(Operand operand, Operator operator, Literal value) {
    this.operator = operator;
    String field = operand.field();
    source = source(field);
    // Host and server names have no case and come in lower case.
    boolean isName = field.equals("http.host") || field.equals("tls.sni");
    boolean isDecoded = field.startsWith(ARGUMENT);
    switch (value) {
      case Literal.Text(String text) -> {
        String bytes = isDecoded ? text : UriPath.bytesOf(text);
        wanted = isName ? bytes.toLowerCase(Locale.ROOT) : bytes;
        pattern = null;
      }
      case Literal.Regex(Pattern regex) -> {
        wanted = "";
        String bytes = isDecoded ? regex.pattern() : UriPath.bytesOf(regex.pattern());
        pattern = Pattern.compile(bytes, isName ? Pattern.CASE_INSENSITIVE : 0);
      }
      default -> throw new IllegalArgumentException(value + " is no text");
    }
    isPath = field.equals("http.path");
    lower = operand.lower();
    any = operand.any();
  }

  private static Source source(String field) {
    if (field.startsWith(HEADER)) {
      String name = Anchors.headerName(field.substring(HEADER.length()));
      return request -> request.query().headers().all(name);
    }
    if (field.startsWith(ARGUMENT)) {
      String name = field.substring(ARGUMENT.length());
      return request -> request.query().queryValues(name);
    }
    if (field.startsWith(SEGMENT)) {
      return segments(field.substring(SEGMENT.length()));
    }
    return switch (field) {
      case "http.path" -> request -> List.of(request.path());
      case "http.method" -> request -> List.of(request.query().method());
      case "http.host" -> request -> one(request.query().host());
      case "tls.sni" ->
          request -> {
            String sni = request.query().sni();
            return sni == null ? List.of() : List.of(sni);
          };
      case "net.protocol" -> request -> List.of(request.query().protocol());
      default -> throw new IllegalArgumentException("there is no field " + field);
    };
  }

  private static List<String> one(String value) {
    return value.isEmpty() ? List.of() : List.of(value);
  }

  /// @param range a segment's number, or those of the first and the last one, such as `1_3`
  private static Source segments(String range) {
    int line = range.indexOf('_');
    int first = Integer.parseInt(line < 0 ? range : range.substring(0, line));
    int last = line < 0 ? first : Integer.parseInt(range.substring(line + 1));
    return request -> {
      List<String> all = request.segments();
      return last < all.size()
          ? List.of(String.join("/", all.subList(first, last + 1)))
          : List.of();
    };
  }

  @Override
  public boolean holds(Evaluation request) {
    List<String> values = source.of(request);
    for (String value : values) {
      if (accepts(lower ? value.toLowerCase(Locale.ROOT) : value, request) == any) {
        return any;
      }
    }
    return !any && !values.isEmpty();
  }

  private boolean accepts(String value, Evaluation request) {
    if (pattern != null) {
      return matches(pattern, value, request);
    }
    boolean accepts =
        switch (operator) {
          case EQUALS -> value.equals(wanted);
          case NOT_EQUALS -> !value.equals(wanted);
          case PREFIX -> value.startsWith(wanted);
          case POSTFIX -> value.endsWith(wanted);
          case CONTAINS -> value.contains(wanted);
          default -> throw new IllegalStateException(operator + " is not for texts");
        };
    if (accepts && isPath && operator != Operator.NOT_EQUALS && operator != Operator.CONTAINS) {
      request.matchedPath(wanted.length());
    }
    return accepts;
  }

  private boolean matches(Pattern regex, String value, Evaluation request) {
    Matcher matcher = regex.matcher(value);
    if (!matcher.find()) {
      return false;
    }
    if (isPath) {
      request.matchedPath(matcher.end() - matcher.start());
    }
    if (matcher.groupCount() > 0) {
      request.matched(matcher);
    }
    return true;
  }
}
