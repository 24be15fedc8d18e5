package io.troop.plugins.syslog;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `syslog`.
@AutoService(Plugin.class)
public final class SyslogPlugin implements Plugin {

  @Override
  public PluginSpec<SyslogConfig> spec() {
    return new PluginSpec<>("syslog", 4, "3.9.1", SyslogConfig.class, SyslogHandler::new);
  }
}
