package io.troop.control;

import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The settings that concern the control plane as a whole. Those of one part stand with that part.
public final class ControlSettings {

  /// `traditional` is what Kong calls one process for everything: a control plane whose own data
  /// plane stands beside it.
  public static final Setting<String> ROLE =
      Setting.oneOf("role", "traditional", "traditional", "control_plane", "data_plane");

  public static final Setting<String> DATABASE =
      Setting.oneOf("database", "postgres", "postgres", "off");

  public static final Setting<List<ListenAddress>> ADMIN_LISTEN =
      ListenAddress.setting("admin_listen", "127.0.0.1:8001");

  public static final Setting<String> LOG_LEVEL =
      Setting.oneOf(
          "log_level",
          "notice",
          "debug",
          "info",
          "notice",
          "warn",
          "error",
          "crit",
          "alert",
          "emerg");

  public static final Setting<String> ROUTER_FLAVOR =
      Setting.oneOf(
          "router_flavor",
          "traditional_compatible",
          "traditional",
          "traditional_compatible",
          "expressions");

  /// The version of Kong whose behaviour clients may count on.
  public static final String KONG_VERSION = "3.9.1";

  private static final Setting<Boolean> USE_PROXY = Setting.onOff("cluster_use_proxy", false);
  private static final Setting<String> CLUSTER_CERT = Setting.text("cluster_cert", null);
  private static final Setting<String> CLUSTER_CERT_KEY = Setting.secret("cluster_cert_key");

  private ControlSettings() {}

  /// Where everything is kept that has to survive a restart: `TROOP_HOME`, or `.troop` in the
  /// working directory.
  public static Path home() {
    String home = System.getenv("TROOP_HOME");
    return Path.of(home == null || home.isBlank() ? ".troop" : home).toAbsolutePath().normalize();
  }

  /// Refuses combinations that can't work, in the words Kong uses where it has some.
  static void check(Settings settings) {
    String role = settings.get(ROLE);
    if (role.equals("data_plane")) {
      throw new SettingException(
          "role: \"data_plane\" (expected: control_plane or traditional; a data plane is started by"
              + " its own program)");
    }
    if (settings.get(DATABASE).equals("off")) {
      throw new SettingException(
          "in-memory storage can not be used when role = \"control_plane\"\n"
              + "Hint: set database = postgres in your kong.conf");
    }
    if (settings.isSet(CLUSTER_CERT.name()) != settings.isSet(CLUSTER_CERT_KEY.name())) {
      throw new SettingException("cluster certificate and key must be provided to use Hybrid mode");
    }
    if (settings.find(Setting.text("cluster_mtls", null)).filter("pki"::equals).isPresent()
        && settings.isSet(CLUSTER_CERT.name())
        && !settings.isSet("cluster_ca_cert")) {
      throw new SettingException("cluster_ca_cert must be specified when cluster_mtls = \"pki\"");
    }
    if (settings.isSet("cluster_dp_labels")) {
      throw new SettingException("cluster_dp_labels can only be used when role = \"data_plane\"");
    }
    if (settings.get(USE_PROXY)) {
      throw new SettingException("cluster_use_proxy can not be used when role = \"control_plane\"");
    }
    settings.get(ADMIN_LISTEN);
    settings.get(LOG_LEVEL);
  }

  /// What Spring has to know of them.
  static Map<String, Object> springProperties(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("spring.application.name", "troop-control-plane");
    properties.put("spring.main.lazy-initialization", "false");
    properties.put("spring.threads.virtual.enabled", "true");
    // The parts number their migrations in ranges of their own.
    properties.put("spring.flyway.out-of-order", "true");
    properties.put("spring.jpa.open-in-view", "false");
    properties.put("spring.jpa.hibernate.ddl-auto", "none");
    properties.put("spring.jmx.enabled", "false");
    // Bodies are read by the Admin API itself; nothing may take them away before.
    properties.put("spring.mvc.formcontent.filter.enabled", "false");
    properties.put("spring.servlet.multipart.enabled", "false");
    properties.put("server.server-header", "kong/" + KONG_VERSION);
    properties.put("server.shutdown", "graceful");
    properties.put("logging.level.root", springLevel(settings.get(LOG_LEVEL)));
    List<ListenAddress> admin = settings.get(ADMIN_LISTEN);
    if (admin.isEmpty()) {
      properties.put("server.port", "-1");
    } else {
      properties.put("server.address", admin.getFirst().host());
      properties.put("server.port", String.valueOf(admin.getFirst().port()));
    }
    return properties;
  }

  private static String springLevel(String level) {
    return switch (level) {
      case "debug" -> "DEBUG";
      case "info", "notice" -> "INFO";
      case "warn" -> "WARN";
      default -> "ERROR";
    };
  }
}
