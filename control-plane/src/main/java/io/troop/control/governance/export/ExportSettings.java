package io.troop.control.governance.export;

import io.troop.certs.Pem;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The targets that settings name: `troop_audit_export = cloudtrail, file`, with
/// `troop_audit_export_cloudtrail_channel_arn`, `troop_audit_export_file_path` and so on; what
/// Kafka's client calls `sasl.mechanism` is `troop_audit_export_kafka_sasl_mechanism`.
final class ExportSettings {

  private static final String NAME = "troop_audit_export";
  private static final Setting<List<String>> KINDS = Setting.list(NAME, "");

  private ExportSettings() {}

  /// A target that settings name; it goes by the word of its kind.
  record Wanted(Kind kind, Config config) {}

  static List<Wanted> of(Settings settings) {
    List<Wanted> wanted = new ArrayList<>();
    for (String word : settings.get(KINDS)) {
      Kind kind =
          Kind.named(word)
              .orElseThrow(() ->
                  new SettingException(
                      NAME
                          + ": \""
                          + word
                          + "\" (expected: cloudtrail, webhook, syslog, file, otlp or kafka)"));
      Map<String, String> texts = new LinkedHashMap<>();
      for (String field : kind.allFields()) {
        String name = NAME + "_" + (field.startsWith(word + ".") ? "" : word + "_") + field;
        settings
            .find(Setting.secret(name.replace('.', '_')))
            .ifPresent(text -> texts.put(field, field.equals("ca") ? Pem.text(name, text) : text));
      }
      wanted.add(new Wanted(kind, new Config(word, texts)));
    }
    return wanted;
  }
}
