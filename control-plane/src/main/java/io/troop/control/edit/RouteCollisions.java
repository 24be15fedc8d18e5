package io.troop.control.edit;

import io.troop.control.store.Draft;
import io.troop.control.store.Stored;
import io.troop.settings.Setting;
import io.troop.settings.Settings;
import io.troop.state.EntityKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Keeps the routes of one workspace from taking the requests of another, by
/// `route_validation_strategy`. Looks at a route when it is written, at what is there already; an
/// import of a whole configuration is not looked at. *Immutable.*
///
/// Kong: `smart` refuses a route whose requests an existing route of another workspace takes:
/// method and path lead there, and both have the same host, or none. A more generic one may be
/// added behind more specific ones. `static` compares methods, paths and hosts as they are written.
@Component
class RouteCollisions implements Quirk {

  private static final String ROUTES = "routes";
  private static final Setting<String> STRATEGY =
      Setting.oneOf("route_validation_strategy", "smart", "smart", "static", "path", "off");
  private static final Setting<String> PATTERN = Setting.text("enforce_route_path_pattern", null);

  private final String strategy;
  private final @Nullable LuaPattern pattern;

  RouteCollisions(Settings settings) {
    this.strategy = settings.get(STRATEGY);
    this.pattern =
        strategy.equals("path") ? LuaPattern.of(settings.find(PATTERN).orElse("")) : null;
  }

  @Override
  public Rest before(
      Draft draft, String workspace, @Nullable UUID known, Map<String, @Nullable Object> fields) {
    return strategy.equals("off")
        ? Rest.NONE
        : (after, id) ->
            after.get(new EntityKey(ROUTES, id)).ifPresent(route -> check(after, route));
  }

  private void check(Draft draft, Stored route) {
    if (pattern != null) {
      checkPaths(route, pattern);
      return;
    }
    if (isOpen(route, "methods") && isOpen(route, "paths") && isOpen(route, "hosts")) {
      return;
    }
    for (Stored other : draft.elsewhere(ROUTES, route.workspace())) {
      if (collide(route, other)) {
        throw new EditException(new EditException.Reason.Collision());
      }
    }
  }

  private static void checkPaths(Stored route, LuaPattern pattern) {
    for (String path : words(route, "paths")) {
      if (path != null && !pattern.matches(route.workspace(), path)) {
        throw new EditException(new EditException.Reason.WrongPath(path, pattern.text()));
      }
    }
  }

  private boolean collide(Stored route, Stored other) {
    return overlap(route, other, "hosts", RouteCollisions::sameHost)
        && overlap(route, other, "methods", (mine, theirs) -> theirs == null || theirs.equals(mine))
        && overlap(
            route,
            other,
            "paths",
            strategy.equals("static") ? Objects::equals : RouteCollisions::leadsTo);
  }

  private interface Meeting {
    boolean meet(@Nullable String mine, @Nullable String theirs);
  }

  private static boolean overlap(Stored route, Stored other, String field, Meeting meeting) {
    for (String mine : words(route, field)) {
      for (String theirs : words(other, field)) {
        if (meeting.meet(mine, theirs)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean sameHost(@Nullable String mine, @Nullable String theirs) {
    return mine == null ? theirs == null : mine.equalsIgnoreCase(theirs);
  }

  /// Whether a request for this path, as it is written, is one for the other.
  private static boolean leadsTo(@Nullable String mine, @Nullable String theirs) {
    if (theirs == null) {
      return true;
    }
    if (mine == null) {
      return false;
    }
    if (!theirs.startsWith("~")) {
      return mine.startsWith(theirs);
    }
    if (mine.startsWith("~")) {
      return mine.equals(theirs);
    }
    try {
      return Pattern.compile(theirs.substring(1)).matcher(mine).lookingAt();
    } catch (PatternSyntaxException _) {
      return mine.equals(theirs);
    }
  }

  private static boolean isOpen(Stored route, String field) {
    return !(route.document().get(field) instanceof List<?> list) || list.isEmpty();
  }

  /// What a field lists; null alone for a field that lists nothing and so means anything.
  private static List<@Nullable String> words(Stored route, String field) {
    return route.document().get(field) instanceof List<?> list && !list.isEmpty()
        ? list.stream().<@Nullable String>map(String::valueOf).toList()
        : Collections.singletonList(null);
  }
}
