package io.troop.proxy.balance;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How names are looked up, and for how long answers count. *Immutable.*
///
/// @param servers name servers; empty for the system's
/// @param hostsFile names that need no server; read once
/// @param order which records are asked for, the first kind that a name has counts
/// @param valid how long an answer counts; null for as long as its records say
/// @param stale how long an answer stays in use while it is asked for again, and when that fails
/// @param notFound for how long a name without addresses is not asked for again
/// @param error the same for a name about which nobody could say anything
/// @param names how many names are remembered
public record DnsRules(
    List<InetSocketAddress> servers,
    Path hostsFile,
    List<Kind> order,
    @Nullable Duration valid,
    Duration stale,
    Duration notFound,
    Duration error,
    int names) {

  /// The kinds of records that lead to addresses.
  public enum Kind {
    /// The kind that answered last for this name.
    LAST,
    A,
    AAAA,
    SRV,
    /// Followed wherever it occurs: nothing to ask for.
    CNAME
  }

  /// Kong's defaults, but for the order: most names have addresses, and few are services.
  public static final DnsRules DEFAULT =
      new DnsRules(
          List.of(),
          Path.of("/etc/hosts"),
          List.of(Kind.LAST, Kind.A, Kind.AAAA, Kind.SRV),
          null,
          Duration.ofHours(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          10_000);
}
