package io.troop.proxy;

import static io.troop.proxy.NodeSettings.number;
import static io.troop.proxy.NodeSettings.read;
import static io.troop.proxy.NodeSettings.split;

import io.troop.proxy.balance.DnsRules;
import io.troop.proxy.balance.DnsRules.Kind;
import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The settings of names and addresses. Kong has them twice, for its old and its new DNS client:
/// `dns_*` and `resolver_*`; of the two names the new one counts when it is set. *Stateless.*
final class DnsSettings {
  private static final String SERVERS =
      "addresses of name servers such as 10.0.0.53 or 10.0.0.53:5353, separated by commas";
  private static final String SECONDS = "a number of seconds";

  private static final Twice<List<InetSocketAddress>> ADDRESS =
      new Twice<>(
          read("resolver_address", "", SERVERS, DnsSettings::servers),
          read("dns_resolver", "", SERVERS, DnsSettings::servers));
  private static final Twice<String> HOSTS_FILE =
      new Twice<>(
          Setting.text("resolver_hosts_file", "/etc/hosts"),
          Setting.text("dns_hostsfile", "/etc/hosts"));
  private static final Twice<List<Kind>> ORDER =
      new Twice<>(
          read("resolver_family", "A,SRV", "A, AAAA and SRV", DnsSettings::kinds),
          read(
              "dns_order",
              "LAST,A,AAAA,SRV",
              "LAST, A, AAAA, SRV and CNAME, separated by commas",
              DnsSettings::kinds));
  private static final Twice<Duration> VALID =
      new Twice<>(seconds("resolver_valid_ttl", "0"), seconds("dns_valid_ttl", "0"));
  private static final Twice<Duration> STALE =
      new Twice<>(seconds("resolver_stale_ttl", "3600"), seconds("dns_stale_ttl", "3600"));
  private static final Twice<Duration> NOT_FOUND =
      new Twice<>(seconds("resolver_error_ttl", "1"), seconds("dns_not_found_ttl", "30"));
  private static final Twice<Duration> ERROR =
      new Twice<>(seconds("resolver_error_ttl", "1"), seconds("dns_error_ttl", "1"));
  private static final Twice<Integer> NAMES =
      new Twice<>(
          Setting.integer("resolver_lru_cache_size", 10_000, 1, 100_000_000),
          Setting.integer("dns_cache_size", 10_000, 1, 100_000_000));

  private DnsSettings() {}

  private record Twice<T>(Setting<T> newer, Setting<T> older) {
    T of(Settings settings) {
      return settings.get(settings.isSet(newer.name()) ? newer : older);
    }
  }

  /// @throws io.troop.settings.SettingException for a value that can't be used
  static DnsRules of(Settings settings) {
    Duration valid = VALID.of(settings);
    return new DnsRules(
        ADDRESS.of(settings),
        Path.of(HOSTS_FILE.of(settings)),
        ORDER.of(settings),
        valid.isZero() ? null : valid,
        STALE.of(settings),
        NOT_FOUND.of(settings),
        ERROR.of(settings),
        NAMES.of(settings));
  }

  private static Setting<Duration> seconds(String name, String fallback) {
    return read(
        name,
        fallback,
        SECONDS,
        text ->
            text.matches("\\d{1,9}(\\.\\d{1,3})?")
                ? Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000))
                : null);
  }

  private static @Nullable List<Kind> kinds(String text) {
    List<Kind> kinds = new ArrayList<>();
    for (String word : split(text)) {
      try {
        kinds.add(Kind.valueOf(word.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        return null;
      }
    }
    return kinds.isEmpty() ? null : kinds;
  }

  private static @Nullable List<InetSocketAddress> servers(String text) {
    List<InetSocketAddress> servers = new ArrayList<>();
    for (String entry : split(text)) {
      int colon = entry.lastIndexOf(':');
      boolean hasPort =
          colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
      Integer port = hasPort ? number(entry.substring(colon + 1), 1, 65535) : Integer.valueOf(53);
      try {
        InetAddress address = InetAddress.ofLiteral(hasPort ? entry.substring(0, colon) : entry);
        if (port == null) {
          return null;
        }
        servers.add(new InetSocketAddress(address, port));
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    return servers;
  }
}
