package io.troop.certs;

import io.troop.certs.Rotation.Slot;
import io.troop.certs.Rotation.Slots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/// Carries out what [Rotation] decides. *Thread-safe*: [#current] may be read from anywhere, ticks
/// take turns.
public final class Rotator<T> {

  private final Rotation rotation;
  private final Function<Instant, Slot<T>> issuer;
  private final InstantSource clock;
  private volatile Slots<T> slots;

  /// @param issuer makes a credential that is valid from about the given moment
  public Rotator(Rotation rotation, Function<Instant, Slot<T>> issuer, InstantSource clock) {
    this.rotation = rotation;
    this.issuer = issuer;
    this.clock = clock;
    Instant now = clock.instant();
    this.slots = new Slots<>(issuer.apply(now), null, null, now);
  }

  /// The credential in use.
  public T current() {
    return slots.active().value();
  }

  public Slots<T> slots() {
    return slots;
  }

  /// Does all steps that are due.
  ///
  /// @return whether another credential is active than before
  public synchronized boolean tick() {
    boolean activated = false;
    Instant now = clock.instant();
    for (Rotation.Step step = rotation.due(slots, now);
        step != Rotation.Step.WAIT;
        step = rotation.due(slots, now)) {
      slots = after(step, slots, now);
      activated |= step == Rotation.Step.ACTIVATE;
    }
    return activated;
  }

  private Slots<T> after(Rotation.Step step, Slots<T> now, Instant time) {
    Slot<T> next = now.next();
    return switch (step) {
      case PREPARE -> new Slots<>(now.active(), issuer.apply(time), null, now.activated());
      case ACTIVATE -> next == null ? now : new Slots<>(next, null, now.active(), time);
      case RETIRE -> new Slots<>(now.active(), next, null, now.activated());
      case WAIT -> now;
    };
  }
}
