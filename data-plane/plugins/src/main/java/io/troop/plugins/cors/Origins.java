package io.troop.plugins.cors;

import io.troop.plugin.schema.Url;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which origins may read answers. *Immutable.*
final class Origins {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:/-]+");

  private final boolean all;
  private final boolean varies;
  private final @Nullable String only;
  private final List<Predicate<Origin>> allowed = new ArrayList<>();

  /// An origin in its usual form, without the default port of its scheme.
  private record Origin(String text, String host) {

    static Origin of(String text) {
      Url url = Url.parse(text);
      if (url.host() == null) {
        return new Origin(text, text);
      }
      String port = url.port();
      boolean usual =
          ("http".equals(url.scheme()) && "80".equals(port))
              || ("https".equals(url.scheme()) && "443".equals(port));
      return new Origin(
          (url.scheme() == null ? "" : url.scheme() + "://")
              + url.host()
              + (port == null || usual ? "" : ":" + port),
          url.host());
    }
  }

  /// @param entries texts and regular expressions; null or empty for all
  Origins(@Nullable List<String> entries) {
    List<String> given = entries == null ? List.of() : entries;
    this.all = given.isEmpty() || given.contains("*");
    this.varies = !given.isEmpty() && !given.equals(List.of("*"));
    this.only =
        given.size() == 1 && PLAIN.matcher(given.getFirst()).matches() ? given.getFirst() : null;
    given.stream().filter(entry -> !entry.equals("*")).map(Origins::matching).forEach(allowed::add);
  }

  private static Predicate<Origin> matching(String entry) {
    if (PLAIN.matcher(entry).matches()) {
      String wanted = Origin.of(entry).text();
      return origin -> origin.text().equals(wanted);
    }
    // A regular expression has to match from start to end; one without a colon looks at the host.
    Pattern pattern = Pattern.compile(entry);
    boolean byHost = entry.indexOf(':') < 0;
    return origin -> pattern.matcher(byHost ? origin.host() : origin.text()).matches();
  }

  /// Whether every origin may; where `*` is one of several, only requests that have an origin
  /// count.
  ///
  /// @param origin the request's; null or empty for none
  boolean areAll(@Nullable String origin) {
    return all && (!varies || (origin != null && !origin.isEmpty()));
  }

  /// Whether answers may differ by origin.
  boolean vary() {
    return varies;
  }

  /// What `Access-Control-Allow-Origin` says to this origin; null for nothing.
  ///
  /// @param origin the request's; null or empty for none
  @Nullable String allowedFor(@Nullable String origin) {
    if (areAll(origin)) {
      return "*";
    }
    if (only != null) {
      return only; // told to everybody: the browser compares
    }
    if (origin == null || origin.isEmpty()) {
      return null;
    }
    Origin asked = Origin.of(origin);
    return allowed.stream().anyMatch(each -> each.test(asked)) ? asked.text() : null;
  }
}
