package io.troop.certs;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides when a credential is to be replaced, by the clock alone; [Rotator] does it. *Immutable.*
///
/// There are two slots. The next credential is prepared early, becomes active later, and the one
/// before it is kept for a while, so that whoever still holds the old one is served: prepare →
/// activate → retire.
///
/// @param prepareAt the share of a credential's life after which the next one is made, 0 to 1
/// @param activateAt the share after which the next one takes over; later than `prepareAt`
/// @param grace how long the one before is kept after that
public record Rotation(double prepareAt, double activateAt, Duration grace) {

  /// Half of the life, two thirds of it, a day.
  public static final Rotation STANDARD = new Rotation(0.5, 2.0 / 3, Duration.ofDays(1));

  public Rotation {
    if (!(0 < prepareAt && prepareAt < activateAt && activateAt < 1)) {
      throw new IllegalArgumentException(
          "prepare at "
              + prepareAt
              + ", activate at "
              + activateAt
              + " (expected: 0 < prepare < activate < 1)");
    }
  }

  /// A credential and the time it is valid.
  public record Slot<T>(T value, Instant from, Instant to) {

    Instant at(double share) {
      return from.plus(Duration.ofMillis((long) (Duration.between(from, to).toMillis() * share)));
    }
  }

  /// Both slots.
  ///
  /// @param active the one in use
  /// @param next the one prepared; null while there is none
  /// @param last the one before, still honoured; null when there is none. Never beside a `next`
  /// @param activated when the active one took over
  public record Slots<T>(
      Slot<T> active, @Nullable Slot<T> next, @Nullable Slot<T> last, Instant activated) {}

  /// What is to be done.
  public enum Step {
    PREPARE,
    ACTIVATE,
    RETIRE,
    WAIT
  }

  /// The one step that is due.
  public Step due(Slots<?> slots, Instant now) {
    if (slots.last() != null && !now.isBefore(slots.activated().plus(grace))) {
      return Step.RETIRE;
    }
    if (slots.next() != null) {
      return now.isBefore(slots.active().at(activateAt)) ? Step.WAIT : Step.ACTIVATE;
    }
    // The second slot may still hold the one before; it makes room only when time presses.
    boolean free = slots.last() == null || !now.isBefore(slots.active().at(activateAt));
    return free && !now.isBefore(slots.active().at(prepareAt)) ? Step.PREPARE : Step.WAIT;
  }
}
