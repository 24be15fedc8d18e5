package io.troop.plugins.kafkaupstream;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `kafka-upstream`.
@AutoService(Plugin.class)
public final class KafkaUpstreamPlugin implements Plugin {

  @Override
  public PluginSpec<KafkaUpstreamConfig> spec() {
    return new PluginSpec<>(
        "kafka-upstream", 751, "3.9.1", KafkaUpstreamConfig.class, KafkaUpstreamHandler::new);
  }
}
