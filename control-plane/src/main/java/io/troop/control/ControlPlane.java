package io.troop.control;

import io.troop.control.database.DatabaseStart;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.support.GenericApplicationContext;

/// The control plane. Start reading here.
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan
public class ControlPlane {

  /// Runs the control plane until the process is told to end.
  ///
  /// @param args `-c file` for a settings file, `--name=value` for single settings
  public static void main(String[] args) {
    try {
      start(CommandLine.settings(args, System.getenv()), Map.of());
    } catch (RuntimeException problem) {
      System.err.println("Error: " + reason(problem));
      System.exit(1);
    }
  }

  /// Starts a control plane in this process.
  ///
  /// @param properties Spring's own properties, for tests and experts
  /// @return the running application; closing it stops everything it started
  /// @throws SettingException when a setting can't be used
  public static ConfigurableApplicationContext start(
      Settings settings, Map<String, String> properties) {
    ControlSettings.check(settings);
    DatabaseStart database = new DatabaseStart(settings);
    SpringApplicationBuilder application =
        new SpringApplicationBuilder(ControlPlane.class)
            .bannerMode(Banner.Mode.OFF)
            .logStartupInfo(false)
            .properties(Map.copyOf(ControlSettings.springProperties(settings)))
            .properties(Map.copyOf(properties))
            .initializers(context -> {
              GenericApplicationContext beans = (GenericApplicationContext) context;
              beans.registerBean(Settings.class, () -> settings);
              beans.registerBean(DatabaseStart.class, () -> database);
              database.begin();
            });
    try {
      return application.run();
    } catch (RuntimeException problem) {
      database.abandon();
      throw problem;
    }
  }

  /// What stopped the start, in words for the person who started it: settings and busy ports are
  /// said plainly, anything else by its innermost message.
  private static String reason(Throwable problem) {
    Throwable innermost = problem;
    for (@Nullable Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SettingException setting) {
        return String.valueOf(setting.getMessage());
      }
      if (cause instanceof PortInUseException busy) {
        return "admin_listen: port "
            + busy.getPort()
            + " is in use by another process (expected: a free port; stop that process or set"
            + " KONG_ADMIN_LISTEN)";
      }
      if (cause instanceof ConnectorStartFailedException busy) {
        return "port "
            + busy.getPort()
            + " could not be opened, most likely because another process listens there (expected: a"
            + " free port; stop that process or set KONG_ADMIN_GUI_LISTEN or KONG_ADMIN_LISTEN)";
      }
      innermost = cause;
    }
    return innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
  }
}
