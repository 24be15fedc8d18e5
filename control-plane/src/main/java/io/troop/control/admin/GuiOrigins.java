package io.troop.control.admin;

import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From where browsers may call the Admin API: everywhere, unless `admin_gui_url` names the pages
/// that may. *Immutable.*
record GuiOrigins(List<String> allowed) {

  private static final Setting<List<String>> URLS = Setting.list("admin_gui_url", "");

  static GuiOrigins of(Settings settings) {
    return new GuiOrigins(settings.get(URLS).stream().map(GuiOrigins::withoutPath).toList());
  }

  private static String withoutPath(String url) {
    int slash = url.indexOf('/', url.indexOf("://") + 3);
    return slash < 0 ? url : url.substring(0, slash);
  }

  /// What the answer's header `Access-Control-Allow-Origin` says.
  ///
  /// @param origin where the call comes from; null when it does not say
  String answerTo(@Nullable String origin) {
    if (allowed.isEmpty()) {
      return origin == null ? "*" : origin;
    }
    return origin != null && allowed.contains(origin) ? origin : allowed.getFirst();
  }
}
