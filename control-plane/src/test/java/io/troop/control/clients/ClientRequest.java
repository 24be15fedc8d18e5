package io.troop.control.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A request that a client makes, as its public source has it. *Immutable.*
///
/// @param path `{}` stands for one segment, or for the value of an argument
/// @param source repository and path of the file that makes it
record ClientRequest(String method, String path, String source) {

  static final Path FOLDER = Path.of("src/test/resources/clients");

  static List<ClientRequest> all() {
    try {
      return Files.readAllLines(FOLDER.resolve("requests.txt")).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\s+", 3))
          .map(words -> new ClientRequest(words[0], words[1], words[2]))
          .toList();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// Whether this step makes the request, with at least its arguments.
  boolean isMadeBy(ReplayScript.Step step) {
    String[] asked = path.split("\\?", 2);
    String[] made = step.path().split("\\?", 2);
    return method.equals(step.method())
        && matches(asked[0], made[0], "[^/]+")
        && (asked.length == 1
            || (made.length == 2
                && Arrays.stream(asked[1].split("&", -1))
                    .allMatch(argument ->
                        Arrays.stream(made[1].split("&", -1))
                            .anyMatch(other -> matches(argument, other, ".*")))));
  }

  private static boolean matches(String pattern, String text, String anything) {
    String regex =
        Arrays.stream(pattern.split("\\{}", -1))
            .map(java.util.regex.Pattern::quote)
            .collect(java.util.stream.Collectors.joining(anything));
    return text.matches(regex);
  }
}
