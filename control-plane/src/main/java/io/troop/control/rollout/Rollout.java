package io.troop.control.rollout;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change on its way to the fleet. *Immutable.*
///
/// @param base the revision nodes serve until their wave comes
/// @param target the revision they serve then; null while changes are being collected
/// @param wave the number of the wave that is under way, from 0
/// @param waveAt when it began
/// @param bakingSince since when all its nodes serve the target; null before
/// @param reason why it stopped; null when it did not
/// @param ending what a halted one ends as once the change is taken back, which whoever finds it
///   sees to; null when it stays as it is
/// @param version grows with every change, so that two who change it at once can't both win
record Rollout(
    UUID controlPlane,
    UUID id,
    Status status,
    long base,
    @Nullable Long target,
    Plan plan,
    int wave,
    Instant waveAt,
    @Nullable Instant bakingSince,
    @Nullable String reason,
    @Nullable Status ending,
    String author,
    String message,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  enum Status {
    /// Nodes stay where they are, while the change is being made.
    COLLECTING,
    RUNNING,
    PAUSED,
    /// It stopped: every node is back at the base and stays there until somebody decides.
    HALTED,
    /// It stopped, and the change was taken back.
    REVERTED,
    /// Somebody stopped it.
    ABORTED,
    COMPLETED;

    /// Whether it tells nodes what to serve.
    boolean isActive() {
      return compareTo(HALTED) <= 0;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Whether it leads to a newer state; else it takes the fleet back to an older one.
  boolean isForward() {
    return target == null || target > base;
  }

  Rollout with(Status next, @Nullable String why, Instant now) {
    return moved(next, target, wave, waveAt, bakingSince, why, null, now);
  }

  /// Stopped: every node goes back to the base.
  ///
  /// @param end what it is to end as when the change is taken back, too; null to leave the change
  Rollout halted(String why, @Nullable Status end, Instant now) {
    return moved(Status.HALTED, target, wave, waveAt, bakingSince, why, end, now);
  }

  Rollout started(long to, Instant now) {
    return moved(Status.RUNNING, to, 0, now, null, null, null, now);
  }

  Rollout baking(@Nullable Instant since, Instant now) {
    return moved(status, target, wave, waveAt, since, reason, null, now);
  }

  Rollout nextWave(Instant now) {
    return moved(status, target, wave + 1, now, null, reason, null, now);
  }

  private Rollout moved(
      Status next,
      @Nullable Long to,
      int inWave,
      Instant inWaveSince,
      @Nullable Instant baking,
      @Nullable String why,
      @Nullable Status end,
      Instant now) {
    return new Rollout(
        controlPlane,
        id,
        next,
        base,
        to,
        plan,
        inWave,
        inWaveSince,
        baking,
        why,
        end,
        author,
        message,
        createdAt,
        now,
        version + 1);
  }
}
