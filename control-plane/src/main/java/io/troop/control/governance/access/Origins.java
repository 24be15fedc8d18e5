package io.troop.control.governance.access;

import io.troop.control.admin.Sender;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which pages may use a browser's session: those of our own host, whatever their port, and those
/// of `admin_gui_url`. *Stateless.*
final class Origins {

  private Origins() {}

  static boolean isOurs(Sender sender, List<String> guiUrls) {
    String origin = sender.header("origin").orElse("");
    if (origin.isEmpty()) {
      // No page of another site: a browser names the origin of what it did not load from us.
      return !sender.header("sec-fetch-site").orElse("none").equals("cross-site");
    }
    String from = host(origin);
    String here = host("http://" + sender.header("host").orElse(""));
    return from != null
        && (from.equals(here)
            || guiUrls.stream().anyMatch(url -> origin.equalsIgnoreCase(withoutPath(url))));
  }

  private static String withoutPath(String url) {
    int slash = url.indexOf('/', url.indexOf("://") + 3);
    return slash < 0 ? url : url.substring(0, slash);
  }

  private static @Nullable String host(String url) {
    try {
      String host = URI.create(url).getHost();
      return host == null ? null : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
