package io.troop.plugin.tools;

import io.troop.plugin.schema.annotation.Validator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Refuses fields of Kong's commercial `redis` record that do not go together. *Stateless.*
public final class RedisTopology implements Validator {
  @Override
  public @Nullable String violation(Object value) {
    Map<?, ?> redis = (Map<?, ?>) value;
    boolean nodes = redis.get("sentinel_nodes") != null;
    if (nodes != (redis.get("sentinel_master") != null)) {
      return "all or none of these fields must be set: 'sentinel_master', 'sentinel_nodes'";
    }
    if (nodes && redis.get("cluster_nodes") != null) {
      return "only one of these fields may be set: 'cluster_nodes', 'sentinel_nodes'";
    }
    return "slave".equals(redis.get("sentinel_role"))
        ? "sentinel_role: slave, which can't be written to (expected: master or any)"
        : null;
  }
}
