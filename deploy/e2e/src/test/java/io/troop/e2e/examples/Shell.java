package io.troop.e2e.examples;

import io.troop.e2e.harness.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A shell in a folder of its own, in which every call of `curl` is recorded. Before a call of the
/// proxy that follows one of the Admin API it waits until the node has what was configured.
/// *Confined to one thread.*
final class Shell implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private static final String RECORDING =
      """
      set -u
      calls=$PWD/.calls; mkdir "$calls"
      settle() {
        [ -f .changed ] || return 0
        rm .changed
        local mark=/settled-$RANDOM$RANDOM tries=0
        command curl -sS -o /dev/null -X POST "$ADMIN/routes" --data "paths[]=$mark" --data 'protocols[]=http'
        until [ "$(command curl -s -o /dev/null -w '%{http_code}' "$PROXY$mark")" != 404 ]; do
          tries=$((tries + 1)); [ $tries -lt 600 ] || return 1
          sleep 0.05
        done
      }
      curl() {
        local at=$calls/$(date +%s%N) status
        case "$*" in
          *"$ADMIN"*) : > .changed ;;
          *) [ "$ASKS" = yes ] || return 0
            settle ;;
        esac
        printf '%s\\n' "$*" > "$at.call"
        command curl -sS -D "$at.head" -o "$at.body" "${@/#-i/-s}"
        status=$?
        cat "$at.body"
        return $status
      }
      """;

  private final Path folder = Files.createTempDirectory("example");
  private final String admin;
  private final Node node;

  /// @param files are copied into its folder
  Shell(String admin, Node node, Path files) throws IOException {
    this.admin = admin;
    this.node = node;
    try (Stream<Path> all = Files.list(files)) {
      for (Path file : all.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  /// One call of `curl`, with its answer.
  ///
  /// @param arguments of the call
  /// @param head the answer's status line and headers, empty when there was none
  record Call(String arguments, boolean toAdmin, String head, String body) {

    /// 0 without an answer.
    int status() {
      return head.isEmpty() ? 0 : Integer.parseInt(head.split("\\s", 3)[1]);
    }
  }

  /// Runs a script written for the default ports, and returns its calls in order.
  ///
  /// @param asks whether calls of the proxy are made; else only those of the Admin API are
  List<Call> run(String script, boolean asks) throws IOException, InterruptedException {
    String here =
        script
            .replace("http://localhost:8001", admin)
            .replace("http://localhost:8000", node.proxy())
            .replace("https://localhost:8443", node.proxyTls());
    Files.writeString(folder.resolve("script"), RECORDING + here);
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder("bash", "script").directory(folder.toFile());
    builder.environment().put("ADMIN", admin);
    builder.environment().put("ASKS", asks ? "yes" : "no");
    builder.environment().put("PROXY", node.proxy());
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("does not end: " + here + "\n" + Files.readString(output));
    }
    return calls();
  }

  private List<Call> calls() throws IOException {
    List<Call> calls = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve(".calls"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".call")).sorted().toList()) {
        String base = file.toString().substring(0, file.toString().length() - ".call".length());
        String arguments = Files.readString(file);
        calls.add(
            new Call(
                arguments, arguments.contains(admin), text(base + ".head"), text(base + ".body")));
      }
    }
    return calls;
  }

  private static String text(String file) throws IOException {
    Path path = Path.of(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
