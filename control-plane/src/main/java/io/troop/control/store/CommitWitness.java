package io.troop.control.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Sees every commit in its transaction, before it is done. Every bean of this type is called, in
/// the name of whoever made the change set. What it writes is committed with the change.
///
/// Several change sets may share a transaction. When a witness throws, they are committed anew,
/// each by itself, and the witness sees each of them again.
public interface CommitWitness {

  /// A change set is about to be committed.
  ///
  /// @param revision the revision it makes
  void committing(UUID controlPlane, long revision, Instant now, List<Draft.Step> steps);
}
