package io.troop.plugin.template;

import org.jspecify.annotations.Nullable;

/// A part of an expression, ready to be evaluated. *Thread-safe.*
@FunctionalInterface
interface Node {
  @Nullable Object eval(Frame frame);
}
