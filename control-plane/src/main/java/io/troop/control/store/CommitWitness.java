package io.troop.control.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Sees every commit in its transaction, before it is done. Every bean of this type is called. What
/// it writes is committed with the change; what it throws stops the change.
public interface CommitWitness {

  /// A change set is about to be committed.
  ///
  /// @param revision the revision it makes
  void committing(UUID controlPlane, long revision, Instant now, List<Draft.Step> steps);
}
