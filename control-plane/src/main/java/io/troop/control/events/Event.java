package io.troop.control.events;

import java.util.Locale;

/// Something changed. *Immutable.*
///
/// @param topic which
/// @param workspace where; empty when it may be anywhere in the control plane
/// @param kind of the entities that changed; empty for other topics
record Event(Topic topic, String workspace, String kind) {

  /// What may change, and where its state is read.
  enum Topic {
    ENTITIES,
    REVISIONS,
    NODES,
    ROLLOUTS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The path whoever hears of it must be allowed to read.
    String path(String kindPath) {
      return switch (this) {
        case ENTITIES -> "/" + kindPath;
        case REVISIONS -> "/revisions";
        case NODES -> "/clustering/data-planes";
        case ROLLOUTS -> "/rollouts";
      };
    }
  }

  static Event of(Topic topic) {
    return new Event(topic, "", "");
  }
}
