package io.troop.control.governance.export;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// The configuration of a target: names and texts. *Immutable.*
record Config(String target, Map<String, String> texts) {

  /// What is wrong with a configuration.
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(texts.get(name)).filter(text -> !text.isBlank());
  }

  String get(String name) {
    return find(name).orElseThrow(() -> new Wrong(target + ": " + name + " is missing"));
  }

  /// An address of one of these schemes.
  URI uri(String name, String... schemes) {
    String text = get(name);
    try {
      URI uri = URI.create(text);
      for (String scheme : schemes) {
        if (scheme.equals(uri.getScheme()) && uri.getHost() != null) {
          return uri;
        }
      }
    } catch (IllegalArgumentException _) {
      // Answered below.
    }
    throw new Wrong(
        target + ": " + name + " (expected: an address with " + String.join(", ", schemes) + ")");
  }

  /// Without the texts: some are secrets.
  @Override
  public String toString() {
    return target + texts.keySet();
  }
}
