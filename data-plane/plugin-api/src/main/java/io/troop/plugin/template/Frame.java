package io.troop.plugin.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that an expression knows while it runs. *Confined to one rendering.*
final class Frame {
  /// More steps than any sensible template takes; an expression can't run for ever.
  private static final int MOST_STEPS = 10_000;

  private final @Nullable Frame outer;
  private final Table globals;
  private final int[] steps;
  private final Map<String, @Nullable Object> locals = new HashMap<>();

  private Frame(@Nullable Frame outer, Table globals, int[] steps) {
    this.outer = outer;
    this.globals = globals;
    this.steps = steps;
  }

  static Frame of(Table globals) {
    return new Frame(null, globals, new int[1]);
  }

  Frame inner() {
    return new Frame(this, globals, steps);
  }

  /// Counts a step.
  void step() {
    if (++steps[0] > MOST_STEPS) {
      throw new TemplateException("the expression takes more than " + MOST_STEPS + " steps");
    }
  }

  @Nullable Object get(String name) {
    for (Frame frame = this; frame != null; frame = frame.outer) {
      if (frame.locals.containsKey(name)) {
        return frame.locals.get(name);
      }
    }
    Object value = globals.get(name);
    return value == null ? Library.BASE.get(name) : value;
  }

  void declare(String name, @Nullable Object value) {
    locals.put(name, value);
  }

  void assign(String name, @Nullable Object value) {
    for (Frame frame = this; frame != null; frame = frame.outer) {
      if (frame.locals.containsKey(name)) {
        frame.locals.put(name, value);
        return;
      }
    }
    throw new TemplateException("This environment is read-only.");
  }
}
