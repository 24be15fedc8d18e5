package io.troop.proxy.sync;

import io.troop.certs.SealCertificate;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// What a node holds: an image, the revision it is, and the seal that vouches for it. *Immutable.*
///
/// @param workspaces the ids of workspaces by name, for logs; nobody vouches for them
record Holding(SealCertificate seal, Sealed sealed, Image image, Map<String, UUID> workspaces) {

  Holding {
    workspaces = Map.copyOf(workspaces);
  }

  /// What was known of workspaces, and what a transfer adds.
  static Map<String, UUID> merged(Map<String, UUID> known, Map<String, UUID> more) {
    Map<String, UUID> all = new HashMap<>(known);
    all.putAll(more);
    return all;
  }
}
