package io.troop.proxy.sync;

import java.util.Map;
import java.util.UUID;

/// What a node says of itself. *Immutable.*
///
/// @param version the version of Kong it is compatible with
/// @param plugins the plugins it can run, name to version
public record NodeFacts(
    UUID id,
    String hostname,
    String version,
    Map<String, String> labels,
    Map<String, String> plugins) {

  public NodeFacts {
    labels = Map.copyOf(labels);
    plugins = Map.copyOf(plugins);
  }
}
