package io.troop.control.admin.console;

import io.troop.control.ListenAddress;
import io.troop.settings.Setting;
import java.util.List;

/// Where the console listens, and below which path it is served.
public final class ConsoleSettings {

  // Kong: its own default is every address. Whoever reaches the console reaches the Admin API, so
  // both are on the loopback until somebody says otherwise.
  public static final Setting<List<ListenAddress>> ADMIN_GUI_LISTEN =
      ListenAddress.setting("admin_gui_listen", "127.0.0.1:8002, 127.0.0.1:8445 ssl");

  /// A path that begins with a slash; without one at its end, but for the root.
  public static final Setting<String> ADMIN_GUI_PATH =
      new Setting<>(
          "admin_gui_path",
          "/",
          "a path such as / or /manager, without a slash at its end",
          false,
          text -> text.matches("/|(/[A-Za-z0-9._~-]+)+") ? text : null);

  private ConsoleSettings() {}
}
