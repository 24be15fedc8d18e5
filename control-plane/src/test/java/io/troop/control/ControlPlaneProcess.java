package io.troop.control;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A control plane in a process of its own, started as an operator starts it: with a settings file
/// and an environment. *Confined to one thread.*
public final class ControlPlaneProcess implements AutoCloseable {

  private final Process process;
  private final int port;

  private ControlPlaneProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts one and waits until it listens.
  ///
  /// @param settings become `KONG_*` variables
  /// @param environment more variables, as they are
  /// @param arguments of the command line
  public static ControlPlaneProcess start(
      Map<String, String> settings, Map<String, String> environment, Path log, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Quick to start beside the tests.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty(
                    "surefire.real.class.path", System.getProperty("java.class.path")),
                ControlPlane.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    int port = freePort();
    Map<String, String> variables = builder.environment();
    variables.put("KONG_ADMIN_LISTEN", "127.0.0.1:" + port);
    variables.put("KONG_ADMIN_GUI_LISTEN", "off");
    variables.put("KONG_CLUSTER_LISTEN", "127.0.0.1:" + freePort());
    variables.put("KONG_CLUSTER_TELEMETRY_LISTEN", "127.0.0.1:" + freePort());
    settings.forEach(
        (name, value) -> variables.put("KONG_" + name.toUpperCase(Locale.ROOT), value));
    variables.putAll(environment);
    ControlPlaneProcess started = new ControlPlaneProcess(builder.start(), port);
    try {
      started.awaitPort(log);
    } catch (IOException | InterruptedException | RuntimeException problem) {
      started.close();
      throw problem;
    }
    return started;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort(Path log) throws IOException, InterruptedException {
    for (int i = 0; i < 3_000 && process.isAlive(); i++) {
      try (Socket _ = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException _) {
        process.waitFor(100, TimeUnit.MILLISECONDS);
      }
    }
    throw new IllegalStateException("it does not listen: " + Files.readString(log));
  }

  /// Where it listens, without a path.
  public String base() {
    return "http://127.0.0.1:" + port;
  }

  /// Ends it at once, as a loss of power does.
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
