package io.troop.proxy.balance;

import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The names of a hosts file, with `localhost` in any case. *Immutable*: read once, as in Kong.
final class HostsFile {
  private static final Logger log = LoggerFactory.getLogger(HostsFile.class);
  private static final List<InetAddress> LOCALHOST = List.of(InetAddress.ofLiteral("127.0.0.1"));

  private final Map<String, List<InetAddress>> byName;

  private HostsFile(Map<String, List<InetAddress>> byName) {
    this.byName = byName;
  }

  /// A file that can't be read has no names.
  static HostsFile read(Path file) {
    Map<String, List<InetAddress>> byName = new HashMap<>();
    try {
      HostsFileEntriesProvider entries =
          HostsFileEntriesProvider.parser().parse(file.toFile(), StandardCharsets.UTF_8);
      entries.ipv4Entries().forEach((name, found) -> byName.put(lower(name), List.copyOf(found)));
      // Kong: a name with both has its IPv4 addresses only.
      entries
          .ipv6Entries()
          .forEach((name, found) -> byName.putIfAbsent(lower(name), List.copyOf(found)));
    } catch (IOException problem) {
      log.warn("the hosts file {} can't be read: {}", file, problem.getMessage());
    }
    byName.putIfAbsent("localhost", LOCALHOST);
    return new HostsFile(Map.copyOf(byName));
  }

  /// The addresses of a name; empty when the file has none.
  List<InetAddress> addresses(String name) {
    return byName.getOrDefault(lower(name), List.of());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
