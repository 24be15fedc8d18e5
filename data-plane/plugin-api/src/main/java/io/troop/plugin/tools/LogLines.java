package io.troop.plugin.tools;

import io.troop.plugin.log.Severity;
import java.time.Instant;
import java.util.function.Consumer;

/// What the node itself writes to its log. *Thread-safe.*
public interface LogLines {

  /// Hands each line to `to` from now on, on the thread that writes it, until the result is closed.
  /// `to` must neither block nor log.
  Metrics.Registration follow(Consumer<Line> to);

  /// A line.
  ///
  /// @param logger what writes it, such as a class name
  record Line(Instant time, Severity severity, String text, String logger, String thread) {}
}
