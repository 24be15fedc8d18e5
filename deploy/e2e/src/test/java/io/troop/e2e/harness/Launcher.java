package io.troop.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `./troop` as an operator types it, about a control plane that runs. *Confined to one thread.*
public final class Launcher {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private final Path output;
  private final Map<String, String> environment;

  public Launcher(ControlPlane controlPlane) {
    output = controlPlane.home().resolve("launcher.log");
    environment =
        Map.of(
            "TROOP_HOME", controlPlane.home().toString(),
            "TROOP_ADMIN_PORT", portOf(controlPlane.admin()),
            "TROOP_CLUSTER_PORT", portOf(controlPlane.cluster()));
  }

  /// What came of a call.
  ///
  /// @param output of both kinds, in order
  public record Result(int status, String output) {}

  private static String portOf(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  /// Runs a verb to its end.
  public Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("troop").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(v -> v.startsWith("KONG_") || v.startsWith("TROOP_"));
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(output.toFile()).start();
    if (!process.waitFor(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(command + " does not end:\n" + Files.readString(output));
    }
    return new Result(process.exitValue(), Files.readString(output));
  }
}
