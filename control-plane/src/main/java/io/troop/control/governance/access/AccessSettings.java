package io.troop.control.governance.access;

import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How access is controlled. *Immutable.*
///
/// @param mode whether calls, entities or both are checked
/// @param header the header that tokens come in, in lower case
/// @param password what the first administrator signs in with; empty for a generated one
/// @param sessionLife how long somebody stays signed in
/// @param sessionIdle how long somebody stays signed in without doing anything
/// @param guiUrls the origins that a console may be served from, beside our own host
record AccessSettings(
    Mode mode,
    String header,
    Optional<String> password,
    Duration sessionLife,
    Duration sessionIdle,
    List<String> guiUrls) {

  /// The words of `enforce_rbac`.
  enum Mode {
    OFF(false, false),
    ON(true, false),
    ENTITY(false, true),
    BOTH(true, true);

    final boolean endpoints;
    final boolean entities;

    Mode(boolean endpoints, boolean entities) {
      this.endpoints = endpoints;
      this.entities = entities;
    }
  }

  private static final Setting<String> ENFORCE =
      Setting.oneOf("enforce_rbac", "off", "off", "on", "entity", "both");
  private static final Setting<String> HEADER =
      Setting.text("rbac_auth_header", "Kong-Admin-Token");
  private static final Setting<String> PASSWORD = Setting.secret("password");
  private static final Setting<Integer> LIFE =
      Setting.integer("troop_session_lifetime", 12 * 60 * 60, 60, 30 * 24 * 60 * 60);
  private static final Setting<Integer> IDLE =
      Setting.integer("troop_session_idle", 60 * 60, 60, 30 * 24 * 60 * 60);
  private static final Setting<List<String>> GUI = Setting.list("admin_gui_url", "");

  static AccessSettings of(Settings settings) {
    return new AccessSettings(
        Mode.valueOf(settings.get(ENFORCE).toUpperCase(Locale.ROOT)),
        settings.get(HEADER).toLowerCase(Locale.ROOT),
        settings.find(PASSWORD).filter(text -> !text.isBlank()),
        Duration.ofSeconds(settings.get(LIFE)),
        Duration.ofSeconds(settings.get(IDLE)),
        settings.get(GUI));
  }

  /// Whether calls need a known caller.
  boolean enforced() {
    return mode != Mode.OFF;
  }
}
