package io.troop.e2e.harness;

import java.nio.file.Path;
import java.util.List;

/// A control plane process. *Confined to one thread.*
public final class ControlPlane extends Program {

  private static final Path APP = Path.of("../../control-plane/target/app");

  private final int admin = Ports.free();
  private final int cluster = Ports.free();
  private final int telemetry = Ports.free();
  private final int console = Ports.free();

  ControlPlane(String name, Path home) {
    super(name, APP, home);
    with("TROOP_HOME", home.toString());
    with("KONG_PREFIX", home.toString());
    with("KONG_ROLE", "control_plane");
    with("KONG_ADMIN_LISTEN", "127.0.0.1:" + admin);
    with("KONG_ADMIN_GUI_LISTEN", "off");
    with("KONG_CLUSTER_LISTEN", "127.0.0.1:" + cluster);
    with("KONG_CLUSTER_TELEMETRY_LISTEN", "127.0.0.1:" + telemetry);
  }

  /// Starts it and waits until its Admin API answers.
  public void start() {
    launch();
    // With access control it answers that it does not know us.
    await(
        "its Admin API answers",
        () -> List.of(200, 401).contains(Http.get(admin() + "/status").status()));
  }

  /// Opens the console, too, from the next start on.
  ///
  /// @return its address
  public String withConsole() {
    with("KONG_ADMIN_GUI_LISTEN", "127.0.0.1:" + console);
    return "http://127.0.0.1:" + console;
  }

  /// The address of the Admin API.
  public String admin() {
    return "http://127.0.0.1:" + admin;
  }

  /// An address of the default workspace: `admin("/services")`.
  public String admin(String path) {
    return admin() + path;
  }

  /// Host and port that nodes dial.
  public String cluster() {
    return "127.0.0.1:" + cluster;
  }

  String telemetry() {
    return "127.0.0.1:" + telemetry;
  }
}
