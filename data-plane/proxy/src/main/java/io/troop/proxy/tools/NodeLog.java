package io.troop.proxy.tools;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.troop.plugin.log.Severity;
import io.troop.plugin.tools.LogLines;
import io.troop.plugin.tools.Metrics;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's log, as Logback writes it. *Thread-safe.* Nothing is looked at while nobody follows.
final class NodeLog implements LogLines {

  @Override
  public Metrics.Registration follow(Consumer<Line> to) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return () -> {};
    }
    Follower follower = new Follower(to);
    follower.setContext(context);
    follower.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(follower);
    return () -> {
      context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(follower);
      follower.stop();
    };
  }

  /// Hands on what is written.
  private static final class Follower extends AppenderBase<ILoggingEvent> {
    private final Consumer<Line> to;

    Follower(Consumer<Line> to) {
      this.to = to;
    }

    @Override
    protected void append(ILoggingEvent event) {
      to.accept(
          new Line(
              Instant.ofEpochMilli(event.getTimeStamp()),
              severity(event.getLevel()),
              event.getFormattedMessage(),
              event.getLoggerName(),
              event.getThreadName()));
    }

    private static Severity severity(Level level) {
      return switch (level.toInt()) {
        case Level.ERROR_INT -> Severity.ERR;
        case Level.WARN_INT -> Severity.WARNING;
        case Level.INFO_INT -> Severity.INFO;
        default -> Severity.DEBUG;
      };
    }
  }
}
