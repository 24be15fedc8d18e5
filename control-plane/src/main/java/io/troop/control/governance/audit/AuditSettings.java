package io.troop.control.governance.audit;

import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What is put on record, and for how long. *Immutable.*
///
/// @param paths requests whose path has a match of one of these are not recorded
/// @param tables kinds of entities whose changes are not recorded
/// @param excluded names of members that no payload shows
/// @param seconds how long an entry stays
/// @param signer signs entries; empty without a key
record AuditSettings(
    boolean on,
    List<String> methods,
    List<Pattern> paths,
    List<String> tables,
    List<String> excluded,
    long seconds,
    Optional<Signer> signer) {

  private static final Setting<Boolean> ON = Setting.onOff("audit_log", false);
  private static final Setting<List<String>> METHODS = Setting.list("audit_log_ignore_methods", "");
  private static final Setting<List<String>> PATHS = Setting.list("audit_log_ignore_paths", "");
  private static final Setting<List<String>> TABLES = Setting.list("audit_log_ignore_tables", "");
  private static final Setting<List<String>> EXCLUDED =
      Setting.list("audit_log_payload_exclude", "token, secret, password");
  private static final Setting<Integer> TTL =
      Setting.integer("audit_log_record_ttl", 2_592_000, 1, Integer.MAX_VALUE);
  private static final Setting<String> KEY = Setting.text("audit_log_signing_key", null);

  static AuditSettings of(Settings settings) {
    return new AuditSettings(
        settings.get(ON),
        settings.get(METHODS).stream().map(word -> word.toUpperCase(Locale.ROOT)).toList(),
        settings.get(PATHS).stream().map(AuditSettings::pattern).toList(),
        settings.get(TABLES),
        settings.get(EXCLUDED),
        settings.get(TTL),
        settings.find(KEY).filter(text -> !text.isBlank()).map(Signer::of));
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException problem) {
      throw new SettingException(
          "audit_log_ignore_paths: \""
              + text
              + "\" (expected: regular expressions separated by commas; "
              + problem.getDescription()
              + ")");
    }
  }

  /// Whether a request is put on record.
  boolean records(String method, String path) {
    return on
        && !methods.contains(method)
        && paths.stream().noneMatch(pattern -> pattern.matcher(path).find());
  }

  /// Whether changes of a kind of entity are put on record.
  boolean records(String kind) {
    return on && !tables.contains(kind);
  }
}
