package io.troop.transform;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Says what kind of body a `Content-Type` announces. *Stateless.*
public final class MediaTypes {

  private MediaTypes() {}

  /// Whether one of the types, which commas part, is `application/json` or ends in `+json`.
  public static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    for (String one : contentType.split(",", -1)) {
      int parameters = one.indexOf(';');
      String type =
          (parameters < 0 ? one : one.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
      if (type.equals("application/json")
          || (type.startsWith("application/") && type.endsWith("+json"))) {
        return true;
      }
    }
    return false;
  }
}
