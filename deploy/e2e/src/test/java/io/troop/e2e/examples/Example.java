package io.troop.e2e.examples;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One `sh` block of a page and, where an `http` block follows, what its last call must be answered
/// with. *Immutable.*
///
/// @param answer null when the page does not say
record Example(String script, @Nullable String answer) {

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^```sh\n((?:(?!^```).*\n)*)^```\n(?:\\s*^```http\n((?:(?!^```).*\n)*)^```\n)?");
  private static final Pattern IN_PATH = Pattern.compile("localhost:8001/(\\w+)/([\\w-]+)/");
  private static final Pattern MADE =
      Pattern.compile("localhost:8001/(?:\\w+/\\w+/)?(\\w+) .*?(?:user)?name=([\\w-]+)");

  static List<Example> of(String page) {
    List<Example> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      examples.add(new Example(block.group(1), block.group(2)));
    }
    return examples;
  }

  /// The names of entities of this kind that the script takes for granted.
  Stream<String> needed(String kind) {
    Set<String> names = names(IN_PATH, kind);
    names.removeAll(names(MADE, kind));
    return names.stream();
  }

  /// Whether the script makes entities of this kind.
  boolean makes(String kind) {
    return !names(MADE, kind).isEmpty();
  }

  private Set<String> names(Pattern pattern, String kind) {
    Set<String> names = new LinkedHashSet<>();
    Matcher found = pattern.matcher(script);
    while (found.find()) {
      if (found.group(1).equals(kind)) {
        names.add(found.group(2));
      }
    }
    return names;
  }
}
