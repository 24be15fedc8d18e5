package io.troop.control.admin;

import io.troop.control.store.Entities;
import io.troop.control.store.EntityReads;
import io.troop.control.store.History;
import io.troop.state.Image;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// The entities a call wants to read: as they are, or as they were when it says `as_of`.
@Component
class EntityReader {

  private final EntityReads reads;
  private final History history;
  private final Guard guard;

  EntityReader(EntityReads reads, History history, Guard guard) {
    this.guard = guard;
    this.reads = reads;
    this.history = history;
  }

  /// @throws AdminErrors.Refused for a revision or a time that there was not
  Entities of(Call call) {
    return guard.seen(call.caller(), all(call));
  }

  private Entities all(Call call) {
    String asOf = call.argument("as_of").orElse("");
    if (asOf.isEmpty()) {
      return reads.now(call.controlPlane());
    }
    return reads
        .at(call.controlPlane(), revision(call.controlPlane(), asOf))
        .orElseThrow(() -> missing(asOf));
  }

  /// The state a call wants to read when it says `as_of`.
  ///
  /// @throws AdminErrors.Refused for a revision or a time that there was not
  Optional<Image> image(Call call) {
    return call.argument("as_of")
        .filter(asOf -> !asOf.isEmpty())
        .map(asOf ->
            history
                .image(call.controlPlane(), revision(call.controlPlane(), asOf))
                .orElseThrow(() -> missing(asOf)));
  }

  private static RuntimeException missing(String asOf) {
    return new AdminErrors.Refused(Answer.message(404, "there is no revision \"" + asOf + "\""));
  }

  private long revision(UUID controlPlane, String asOf) {
    try {
      return asOf.matches("\\d{1,18}")
          ? Long.parseLong(asOf)
          : history.at(controlPlane, OffsetDateTime.parse(asOf).toInstant());
    } catch (DateTimeException _) {
      throw new AdminErrors.Refused(
          Answer.message(
              400,
              "as_of: \""
                  + asOf
                  + "\" (expected: a revision number or a time such as 2026-01-31T12:00:00Z)"));
    }
  }
}
