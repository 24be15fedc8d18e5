package io.troop.routing;

import com.google.re2j.Matcher;
import io.troop.plugin.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One expression held against one request: what it asks of the request, and what matched.
/// *Confined to one call of the router.*
final class Evaluation {
  private final RouteQuery query;
  private final String path;
  private @Nullable List<String> segments;
  private @Nullable List<Matcher> found;
  private int pathLength;

  /// @param path in normal form
  Evaluation(RouteQuery query, String path) {
    this.query = query;
    this.path = path;
  }

  RouteQuery query() {
    return query;
  }

  String path() {
    return path;
  }

  /// The parts of the path between slashes; empty ones at its end do not count.
  List<String> segments() {
    List<String> known = segments;
    if (known == null) {
      known = new ArrayList<>();
      int end = path.length();
      while (end > 1 && path.charAt(end - 1) == '/') {
        end--;
      }
      for (int from = 1; from < end; ) {
        int slash = path.indexOf('/', from);
        int stop = slash < 0 || slash > end ? end : slash;
        known.add(path.substring(from, stop));
        from = stop + 1;
      }
      segments = known;
    }
    return known;
  }

  /// The path matched, with so many chars of it.
  void matchedPath(int length) {
    pathLength = length;
  }

  /// How much of the path matched last; 0 when no condition on it did.
  int pathLength() {
    return pathLength;
  }

  /// A regular expression matched.
  void matched(Matcher matcher) {
    List<Matcher> all = found;
    if (all == null) {
      all = new ArrayList<>(2);
      found = all;
    }
    all.add(matcher);
  }

  /// The groups of all regular expressions that matched, later ones before earlier ones; null when
  /// there are none.
  Exchange.@Nullable Captures captures() {
    if (found == null) {
      return null;
    }
    List<@Nullable String> numbered = new ArrayList<>();
    Map<String, String> named = new LinkedHashMap<>();
    for (Matcher matcher : found) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        String value = matcher.group(group);
        if (numbered.size() < group) {
          numbered.add(value);
        } else if (value != null) {
          numbered.set(group - 1, value);
        }
      }
      matcher
          .pattern()
          .namedGroups()
          .forEach((name, group) -> {
            String value = matcher.group(group);
            if (value != null) {
              named.put(name, value);
            }
          });
    }
    return numbered.isEmpty() ? null : new Exchange.Captures(numbered, named);
  }
}
