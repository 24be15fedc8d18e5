package io.troop.plugin.template;

import org.jspecify.annotations.Nullable;

/// What an expression can call.
@FunctionalInterface
interface Function {
  @Nullable Object call(Arguments arguments);
}
