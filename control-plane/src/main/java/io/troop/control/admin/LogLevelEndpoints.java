package io.troop.control.admin;

import io.troop.control.ControlSettings;
import io.troop.settings.Settings;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Reads and changes the log level of this process. A change lasts for some time, then the level is
/// what the settings say again. *Thread-safe.*
@Component
@Order(20)
class LogLevelEndpoints implements EndpointSource {

  private static final long DEFAULT_SECONDS = 60;

  private static final Map<String, LogLevel> LEVELS =
      Map.of(
          "debug", LogLevel.DEBUG,
          "info", LogLevel.INFO,
          "notice", LogLevel.INFO,
          "warn", LogLevel.WARN,
          "error", LogLevel.ERROR,
          "crit", LogLevel.ERROR,
          "alert", LogLevel.ERROR,
          "emerg", LogLevel.ERROR);

  private final String configured;
  private String level;
  private @Nullable CompletableFuture<Void> reset;

  LogLevelEndpoints(Settings settings) {
    this.configured = settings.get(ControlSettings.LOG_LEVEL);
    this.level = configured;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/debug/node/log-level", _ -> Answer.message(200, "log level: " + level()))
        .add("PUT", "/debug/node/log-level/{log_level}", this::set)
        // Kong: tells the other control planes, too.
        .add("PUT", "/debug/cluster/control-planes-nodes/log-level/{log_level}", this::set);
  }

  private synchronized String level() {
    return level;
  }

  private synchronized Answer set(Call call) {
    String wanted = call.parameter(0);
    LogLevel known = LEVELS.get(wanted);
    if (known == null) {
      return Answer.message(400, "unknown log level: " + wanted);
    }
    double seconds = seconds(call);
    if (seconds < 0) {
      return Answer.message(400, "timeout must be greater than or equal to 0");
    }
    if (wanted.equals(level)) {
      return Answer.message(200, "log level is already " + wanted);
    }
    apply(wanted, known);
    if (reset != null) {
      reset.cancel(false);
    }
    reset =
        CompletableFuture.runAsync(
            this::reset,
            CompletableFuture.delayedExecutor(
                (long) Math.min(seconds, Integer.MAX_VALUE), TimeUnit.SECONDS));
    return Answer.message(200, "log level changed");
  }

  private synchronized void reset() {
    apply(configured, LEVELS.getOrDefault(configured, LogLevel.INFO));
  }

  private void apply(String name, LogLevel known) {
    LoggingSystem.get(getClass().getClassLoader())
        .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, known);
    level = name;
  }

  /// Kong: what is no number counts as not given.
  private static double seconds(Call call) {
    try {
      return Math.ceil(Double.parseDouble(call.argument("timeout").orElse("")));
    } catch (NumberFormatException _) {
      return DEFAULT_SECONDS;
    }
  }
}
