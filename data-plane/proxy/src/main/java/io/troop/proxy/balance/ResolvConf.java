package io.troop.proxy.balance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `resolv.conf` says of short names. *Immutable.*
///
/// @param search domains to look for a name in
/// @param ndots a name with this many dots is looked for as it is, first
record ResolvConf(List<String> search, int ndots) {
  private static final Logger log = LoggerFactory.getLogger(ResolvConf.class);
  private static final int MOST_DOTS = 15;

  static ResolvConf ofSystem() {
    Path file = Path.of("/etc/resolv.conf");
    try {
      return Files.exists(file) ? of(Files.readAllLines(file)) : new ResolvConf(List.of(), 1);
    } catch (IOException problem) {
      log.warn("{} can't be read: {}", file, problem.getMessage());
      return new ResolvConf(List.of(), 1);
    }
  }

  /// As `resolv.conf(5)` has it: of several `search` or `domain` lines the last one counts.
  static ResolvConf of(List<String> lines) {
    List<String> search = List.of();
    int ndots = 1;
    for (String line : lines) {
      List<String> words = List.of(line.strip().split("\\s+", -1));
      switch (words.getFirst()) {
        case "search", "domain" -> search = words.subList(1, words.size());
        case "options" -> {
          for (String option : words) {
            if (option.matches("ndots:\\d{1,3}")) {
              ndots = Math.min(MOST_DOTS, Integer.parseInt(option.substring("ndots:".length())));
            }
          }
        }
        default -> {}
      }
    }
    return new ResolvConf(List.copyOf(search), ndots);
  }

  /// The full names to look for, in this order.
  List<String> candidates(String name) {
    if (name.endsWith(".") || search.isEmpty()) {
      return List.of(name);
    }
    List<String> names = new ArrayList<>();
    search.forEach(domain -> names.add(name + "." + domain));
    boolean plainFirst = name.chars().filter(c -> c == '.').count() >= ndots;
    names.add(plainFirst ? 0 : names.size(), name);
    return names;
  }
}
