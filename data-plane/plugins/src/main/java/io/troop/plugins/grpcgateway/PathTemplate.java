package io.troop.plugins.grpcgateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A path with variables, as `google.api.http` writes it: `/v1/{name=shelves/*}:verb`. *Immutable.*
final class PathTemplate {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^={}]+)(?:=([^{}]*))?}");
  private static final Pattern WILDCARD = Pattern.compile("\\*\\*|\\*");

  private final Pattern pattern;
  private final List<String> names = new ArrayList<>();

  PathTemplate(String template) {
    StringBuilder regex = new StringBuilder();
    Matcher variable = VARIABLE.matcher(template);
    int at = 0;
    while (variable.find()) {
      regex.append(segments(template.substring(at, variable.start())));
      String inner = variable.group(2);
      names.add(variable.group(1).strip());
      regex
          .append('(')
          .append(segments(inner == null || inner.isEmpty() ? "*" : inner))
          .append(')');
      at = variable.end();
    }
    pattern = Pattern.compile(regex.append(segments(template.substring(at))).toString());
  }

  private static String segments(String text) {
    StringBuilder regex = new StringBuilder();
    Matcher wildcard = WILDCARD.matcher(text);
    int at = 0;
    while (wildcard.find()) {
      regex.append(Pattern.quote(text.substring(at, wildcard.start())));
      regex.append(wildcard.group().length() == 2 ? ".+" : "[^/]+");
      at = wildcard.end();
    }
    return regex.append(Pattern.quote(text.substring(at))).toString();
  }

  /// The values of the variables in a path, decoded; null when it is another path.
  @Nullable Map<String, String> match(String path) {
    Matcher match = pattern.matcher(path);
    if (!match.matches()) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), decoded(match.group(i + 1)));
    }
    return values;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException _) {
      return text; // a lone percent sign
    }
  }
}
