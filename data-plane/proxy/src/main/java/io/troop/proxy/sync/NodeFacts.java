package io.troop.proxy.sync;

import java.util.Map;
import java.util.UUID;

/// What a node says of itself. *Immutable.*
///
/// @param instance of this process; another one with the same id is another node, or this one
///   started again
/// @param version the version of Kong it is compatible with
/// @param plugins the plugins it can run, name to version
public record NodeFacts(
    UUID id,
    UUID instance,
    String hostname,
    String version,
    Map<String, String> labels,
    Map<String, String> plugins) {

  /// Of a process that just started.
  public NodeFacts(
      UUID id,
      String hostname,
      String version,
      Map<String, String> labels,
      Map<String, String> plugins) {
    this(id, UUID.randomUUID(), hostname, version, labels, plugins);
  }

  public NodeFacts {
    labels = Map.copyOf(labels);
    plugins = Map.copyOf(plugins);
  }
}
