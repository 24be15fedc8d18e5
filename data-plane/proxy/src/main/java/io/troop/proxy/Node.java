package io.troop.proxy;

import io.troop.proxy.listener.Listeners;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data plane's program.
///
/// Settings → the last configuration from disk → listeners → the control plane. A signal to end
/// (SIGTERM, SIGINT, SIGQUIT) lets it answer what has begun, then it exits with 0.
public final class Node {

  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private Node() {}

  public static void main(String[] arguments) throws InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, problem) -> log.error("thread {} failed", thread.getName(), problem));
    CountDownLatch ended = new CountDownLatch(1);
    try (RunningNode node = start(arguments)) {
      for (String signal : List.of("TERM", "INT", "QUIT")) {
        handle(signal, ended);
      }
      ended.await();
      node.drain();
    } catch (SettingException | Listeners.BindFailed | IOException problem) {
      // The reader needs the message, not where in the program it was found.
      log.error("the node can't start: {}", problem.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }

  private static void handle(String signal, CountDownLatch ended) {
    boolean handled =
        Signals.handle(
            signal,
            name -> {
              log.info("received SIG{}: ending", name);
              ended.countDown();
            });
    if (!handled) {
      log.debug("SIG{} is kept by the virtual machine", signal);
    }
  }

  private static RunningNode start(String[] arguments) throws IOException {
    Settings settings = settings(arguments, System.getenv());
    NodeSettings.checkRole(settings);
    return RunningNode.start(settings);
  }

  /// The settings of defaults, a file (`-c FILE`, else `/etc/kong/kong.conf` or `/etc/kong.conf`),
  /// the environment and flags (`--name=value`).
  static Settings settings(String[] arguments, Map<String, String> environment) {
    Map<String, String> flags = new HashMap<>();
    List<Path> files =
        Stream.of("/etc/kong/kong.conf", "/etc/kong.conf")
            .map(Path::of)
            .filter(Files::exists)
            .limit(1)
            .toList();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      if (argument.equals("-c") && i + 1 < arguments.length) {
        files = List.of(Path.of(arguments[++i]));
      } else if (argument.startsWith("--") && equals > 2) {
        flags.put(argument.substring(2, equals).replace('-', '_'), argument.substring(equals + 1));
      } else {
        throw new SettingException(
            "argument: \"" + argument + "\" (expected: -c FILE or --name=value)");
      }
    }
    return Settings.read(files, environment, flags);
  }
}
