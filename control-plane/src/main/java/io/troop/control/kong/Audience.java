package io.troop.control.kong;

import io.troop.control.projection.NodeVersion;
import java.util.Set;
import java.util.regex.Pattern;

/// What matters of a node for what it is sent: nodes of equal audiences get the same bytes.
/// *Immutable.*
///
/// @param enterprise whether it is Kong's Enterprise edition, which knows more
/// @param plugins the plugins it has, and so the kinds of entities they bring
record Audience(NodeVersion version, boolean enterprise, Set<String> plugins) {

  /// Enterprise versions have four numbers.
  private static final Pattern ENTERPRISE =
      Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+.*|.*enterprise.*");

  Audience {
    plugins = Set.copyOf(plugins);
  }

  static Audience of(String version, Set<String> plugins) {
    return new Audience(NodeVersion.of(version), ENTERPRISE.matcher(version).matches(), plugins);
  }
}
