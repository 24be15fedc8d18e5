package io.troop.control.sync;

import io.troop.proto.sync.v1.Farewell;
import io.troop.proto.sync.v1.Welcome;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/// What the control plane says of itself. *Immutable.*
///
/// @param names the names of control planes by their ids
/// @param seals the PEM texts of their seals' certificates
/// @param heartbeat how often each side says a word
/// @param retryLeast a node that lost its connection waits at least this long
/// @param retryMost and at most this long
/// @param certification what it has to say of certificates
public record Greeting(
    Function<UUID, String> names,
    Function<UUID, String> seals,
    Duration heartbeat,
    Duration retryLeast,
    Duration retryMost,
    Certification certification) {

  /// One that has nothing to say of certificates.
  public Greeting(
      Function<UUID, String> names,
      Function<UUID, String> seals,
      Duration heartbeat,
      Duration retryLeast,
      Duration retryMost) {
    this(names, seals, heartbeat, retryLeast, retryMost, Certification.NONE);
  }

  Welcome welcome(UUID controlPlane) {
    return Welcome.newBuilder()
        .setControlPlane(Shipment.bytes(controlPlane))
        .setControlPlaneName(names.apply(controlPlane))
        .setSeal(seals.apply(controlPlane))
        .setHeartbeatMillis(heartbeat.toMillis())
        .setRetryLeastMillis(retryLeast.toMillis())
        .setRetryMostMillis(retryMost.toMillis())
        .build();
  }

  Farewell farewell(String reason) {
    return Farewell.newBuilder()
        .setReason(reason)
        .setRetryLeastMillis(retryLeast.toMillis())
        .setRetryMostMillis(retryMost.toMillis())
        .build();
  }
}
