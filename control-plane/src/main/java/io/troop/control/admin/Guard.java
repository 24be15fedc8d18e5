package io.troop.control.admin;

import io.troop.control.store.Entities;
import io.troop.control.store.Stored;
import java.util.List;
import java.util.UUID;

/// Decides who may call what. Every call of every API passes here, those within a change set one by
/// one.
public interface Guard {

  /// What a caller wants to do.
  ///
  /// @param pattern the pattern of the endpoint, such as `/services/{services}`; empty for a path
  ///   that leads nowhere
  /// @param path the segments of the path below control plane and workspace
  /// @param parameters what stands in the place of the pattern's braces
  record Access(
      String method,
      String pattern,
      List<String> path,
      List<String> parameters,
      UUID controlPlane,
      String workspace) {}

  /// Whether calls need a known caller.
  boolean asksWho();

  /// Finds out who sends a request.
  ///
  /// @throws AdminErrors.Refused for credentials that are wrong
  Caller identify(AdminRequest request);

  /// Lets a call pass.
  ///
  /// @throws AdminErrors.Refused when it may not
  void check(Caller caller, Access access);

  /// Whether a caller may make a call, which they may make somewhere, about all workspaces at once:
  /// nothing is kept from them.
  boolean mayEverywhere(Caller caller, Access access);

  /// Lets a change of an entity's state pass that no commit holds.
  ///
  /// @throws AdminErrors.Refused when the caller may not change the entity
  void checkChange(Caller caller, Stored entity);

  /// What a caller may see of some entities. Reading one that they may not see is refused.
  Entities seen(Caller caller, Entities all);
}
