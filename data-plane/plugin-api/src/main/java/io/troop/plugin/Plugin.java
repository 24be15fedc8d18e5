package io.troop.plugin;

/// A plugin, found through [java.util.ServiceLoader]: nothing else has to name it.
///
/// The control plane reads only its [PluginSpec]; the data plane also makes handlers.
/// Implementations are immutable and have a public constructor without arguments.
public interface Plugin {

  /// What this plugin is. Always the same value.
  PluginSpec<?> spec();
}
