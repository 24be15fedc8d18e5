package io.troop.plugins.kafkalog;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `kafka-log`.
@AutoService(Plugin.class)
public final class KafkaLogPlugin implements Plugin {

  @Override
  public PluginSpec<KafkaLogConfig> spec() {
    return new PluginSpec<>("kafka-log", 5, "3.9.1", KafkaLogConfig.class, KafkaLogHandler::new);
  }
}
