package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Flat;
import io.troop.plugin.tools.RedisTopology;
import org.jspecify.annotations.Nullable;

/// Where a Redis server for sessions is. *Immutable.*
@CheckedBy(RedisTopology.class)
record SessionRedis(
    @Flat RedisFields redis,
    @Doc("What the keys of sessions begin with.") @Nullable String prefix,
    @Doc("Not supported yet.") @Nullable String socket) {
  private static final String PREFIX = "session";

  /// What the key of a session begins with.
  String keyPrefix() {
    return (prefix == null ? PREFIX : prefix) + ":";
  }
}
