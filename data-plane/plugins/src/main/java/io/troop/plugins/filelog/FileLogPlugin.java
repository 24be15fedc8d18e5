package io.troop.plugins.filelog;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `file-log`.
@AutoService(Plugin.class)
public final class FileLogPlugin implements Plugin {

  @Override
  public PluginSpec<FileLogConfig> spec() {
    return new PluginSpec<>("file-log", 9, "3.9.1", FileLogConfig.class, FileLogHandler::new);
  }
}
