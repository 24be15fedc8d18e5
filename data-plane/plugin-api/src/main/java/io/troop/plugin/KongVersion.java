package io.troop.plugin;

/// The version of Kong that Troop behaves like, as tools and clients see it.
public final class KongVersion {

  /// `major.minor.patch`.
  public static final String VERSION = "3.9.1";

  private KongVersion() {}
}
