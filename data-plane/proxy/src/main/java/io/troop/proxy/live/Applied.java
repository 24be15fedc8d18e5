package io.troop.proxy.live;

import io.troop.state.EntityKey;
import java.time.Duration;
import java.util.List;

/// What came of taking an image into use. *Immutable.*
///
/// @param quarantined every entity of the image that is not in use as the image has it, whichever
///   change brought it
/// @param took how long compiling and swapping took
public record Applied(List<Quarantined> quarantined, Duration took) {

  public Applied {
    quarantined = List.copyOf(quarantined);
  }

  /// An entity that can't be used.
  ///
  /// @param reason what was wrong, where, and what was expected; without secrets
  /// @param servesLastGood whether an earlier version of it goes on serving
  public record Quarantined(EntityKey key, String reason, boolean servesLastGood) {}
}
