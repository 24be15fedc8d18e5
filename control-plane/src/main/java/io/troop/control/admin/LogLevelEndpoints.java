package io.troop.control.admin;

import io.troop.control.ControlSettings;
import io.troop.settings.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Reads and changes the log level of this process.
@Component
@Order(20)
class LogLevelEndpoints implements EndpointSource {

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

  private volatile String level;

  LogLevelEndpoints(Settings settings) {
    this.level = settings.get(ControlSettings.LOG_LEVEL);
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/debug/node/log-level", _ -> Answer.message(200, "log level: " + level))
        .add("PUT", "/debug/node/log-level/{log_level}", call -> set(call.parameter(0)));
  }

  private Answer set(String wanted) {
    String name = wanted.toLowerCase(Locale.ROOT);
    Optional<LogLevel> known = Optional.ofNullable(LEVELS.get(name));
    if (known.isEmpty()) {
      return Answer.message(400, "unknown log level: " + wanted);
    }
    if (name.equals(level)) {
      return Answer.message(200, "log level is already " + name);
    }
    LoggingSystem.get(getClass().getClassLoader())
        .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, known.get());
    level = name;
    return Answer.message(200, "log level changed");
  }
}
