package io.troop.control.declarative;

import java.util.List;
import java.util.regex.Pattern;

/// Paths of routes as formats before 3.0 have them: a regular expression had no mark. Follows
/// Kong's `migrate_path_280_300.lua`.
final class OldPaths {

  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9.\\-_~/%]*");

  private OldPaths() {}

  static Object migrated(Object paths) {
    return paths instanceof List<?> list
        ? list.stream()
            .map(path ->
                path instanceof String text && !PLAIN.matcher(text).matches() ? "~" + text : path)
            .toList()
        : paths;
  }
}
