package io.troop.plugins.mocking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds a document's operation for a request. *Immutable.*
final class MockedPaths {
  private static final Pattern PARAMETER = Pattern.compile("\\{[^{}/]+\\}");

  private final List<Entry> entries;

  private record Entry(Pattern path, int parameters, Map<?, ?> operations) {}

  MockedPaths(ApiDocument document, String basePath) {
    List<Entry> all = new ArrayList<>();
    document
        .paths()
        .forEach((path, operations) -> {
          String text = String.valueOf(path);
          if (text.startsWith("/")) {
            all.add(entry(basePath + text, document.object(operations)));
          }
        });
    all.sort(Comparator.comparingInt(Entry::parameters));
    this.entries = List.copyOf(all);
  }

  private static Entry entry(String path, Map<?, ?> operations) {
    StringBuilder regex = new StringBuilder();
    Matcher parameter = PARAMETER.matcher(path);
    int end = 0;
    int parameters = 0;
    while (parameter.find()) {
      regex.append(Pattern.quote(path.substring(end, parameter.start()))).append("[^/]+");
      end = parameter.end();
      parameters++;
    }
    regex.append(Pattern.quote(path.substring(end)));
    return new Entry(Pattern.compile(regex.toString()), parameters, operations);
  }

  /// The operation; null when the document has none.
  @Nullable Map<?, ?> find(String method, String decodedPath) {
    for (Entry entry : entries) {
      if (entry.path.matcher(decodedPath).matches()
          && entry.operations.get(method.toLowerCase(Locale.ROOT)) instanceof Map<?, ?> operation) {
        return operation;
      }
    }
    return null;
  }
}
