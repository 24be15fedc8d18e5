package io.troop.plugins.tcplog;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `tcp-log`.
@AutoService(Plugin.class)
public final class TcpLogPlugin implements Plugin {

  @Override
  public PluginSpec<TcpLogConfig> spec() {
    return new PluginSpec<>("tcp-log", 7, "3.9.1", TcpLogConfig.class, TcpLogHandler::new);
  }
}
