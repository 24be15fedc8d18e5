package io.troop.control.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Requests in their order, with the answers that are expected: `status METHOD path body`. Below it
/// `has` begins what the answer contains, and `as` a name for the id that was answered. `<name>`
/// stands for something that is known when it runs. *Immutable.*
record ReplayScript(String name, List<Step> steps) {

  private static final String SUFFIX = ".replay";

  /// @param path with its query
  /// @param body JSON; empty for none
  /// @param has JSON that the answer contains; empty for any answer
  /// @param as the name that the answered id gets; empty for none
  record Step(int status, String method, String path, String body, String has, String as) {

    private Step having(String json) {
      return new Step(status, method, path, body, json, as);
    }

    private Step named(String name) {
      return new Step(status, method, path, body, has, name);
    }
  }

  static ReplayScript of(String name) {
    return read(ClientRequest.FOLDER.resolve(name + SUFFIX));
  }

  static List<ReplayScript> all() {
    try (Stream<Path> files = Files.list(ClientRequest.FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .map(ReplayScript::read)
          .toList();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static ReplayScript read(Path file) {
    List<Step> steps = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("  has ")) {
          steps.addLast(steps.removeLast().having(line.substring("  has ".length())));
        } else if (line.startsWith("  as ")) {
          steps.addLast(steps.removeLast().named(line.substring("  as ".length())));
        } else if (!line.isBlank() && !line.startsWith("#")) {
          String[] words = line.split(" ", 4);
          String body = words.length > 3 ? words[3] : "";
          steps.add(new Step(Integer.parseInt(words[0]), words[1], words[2], body, "", ""));
        }
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return new ReplayScript(file.getFileName().toString().replace(SUFFIX, ""), steps);
  }
}
