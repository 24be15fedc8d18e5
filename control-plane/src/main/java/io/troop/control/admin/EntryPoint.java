package io.troop.control.admin;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A place beside the root where the endpoints are served, for another control plane than the
/// first. Every bean of this type is asked.
public interface EntryPoint {

  /// Where a path leads.
  ///
  /// @param prefix what the path began with, to be repeated in links
  /// @param segments the rest, which is a path among the endpoints
  record Entry(UUID controlPlane, String prefix, List<String> segments) {}

  /// The way in that this path takes; empty when it is none of this place's.
  ///
  /// @throws AdminErrors.Refused for a path that begins well and leads nowhere
  Optional<Entry> enter(List<String> segments);
}
