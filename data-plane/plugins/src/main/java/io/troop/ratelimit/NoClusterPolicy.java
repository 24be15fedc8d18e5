package io.troop.ratelimit;

import io.troop.plugin.schema.annotation.Validator;
import org.jspecify.annotations.Nullable;

/// Refuses the policy `cluster`, which counts in a database: nodes have none. Kong refuses it on
/// control planes in the same words. *Without state.*
public final class NoClusterPolicy implements Validator {

  @Override
  public @Nullable String violation(Object value) {
    return value.equals("cluster") ? "expected one of: local, redis" : null;
  }
}
