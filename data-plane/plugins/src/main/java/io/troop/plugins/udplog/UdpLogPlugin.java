package io.troop.plugins.udplog;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `udp-log`.
@AutoService(Plugin.class)
public final class UdpLogPlugin implements Plugin {

  @Override
  public PluginSpec<UdpLogConfig> spec() {
    return new PluginSpec<>("udp-log", 8, "3.9.1", UdpLogConfig.class, UdpLogHandler::new);
  }
}
