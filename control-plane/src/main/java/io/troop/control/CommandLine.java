package io.troop.control;

import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The command line of the control plane: `-c file`, `--name=value`.
final class CommandLine {

  private static final List<Path> USUAL_FILES =
      List.of(Path.of("/etc/kong/kong.conf"), Path.of("/etc/kong.conf"));

  private CommandLine() {}

  /// The settings of this process: the file named by `-c`, or else the first of the usual files
  /// that is there; then the environment; then the flags.
  static Settings settings(String[] args, Map<String, String> environment) {
    List<Path> files = new ArrayList<>();
    Map<String, String> flags = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      if ((arg.equals("-c") || arg.equals("--conf")) && i + 1 < args.length) {
        files.add(Path.of(args[++i]));
      } else if (arg.startsWith("--") && arg.indexOf('=') > 2) {
        int equals = arg.indexOf('=');
        flags.put(arg.substring(2, equals).replace('-', '_'), arg.substring(equals + 1));
      } else {
        throw new SettingException(
            "the argument \"" + arg + "\" is not known (expected: -c FILE or --name=value)");
      }
    }
    if (files.isEmpty()) {
      USUAL_FILES.stream().filter(Files::isReadable).findFirst().ifPresent(files::add);
    }
    return Settings.read(files, environment, flags);
  }
}
