package io.troop.control.store;

import java.util.List;
import java.util.UUID;

/// Decides whether a change set may be committed. Every bean of this type is called, in the name of
/// whoever made the change set.
public interface CommitGuard {

  /// Lets a change set pass, or throws what its maker is told.
  void check(UUID controlPlane, List<Draft.Step> steps);
}
