package io.troop.plugin.entity;

/// How routes say what they match (the setting `router_flavor`).
public enum RouterFlavor {
  TRADITIONAL,
  TRADITIONAL_COMPATIBLE,
  /// Routes may have an `expression`.
  EXPRESSIONS;

  public boolean hasExpressions() {
    return this == EXPRESSIONS;
  }
}
