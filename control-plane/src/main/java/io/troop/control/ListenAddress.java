package io.troop.control;

import io.troop.settings.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An address to listen on, as `kong.conf` writes it: `127.0.0.1:8444 ssl http2`. *Immutable.*
///
/// @param host an IPv4 address, an IPv6 address without brackets, or a host name
public record ListenAddress(String host, int port, boolean ssl, boolean http2) {

  private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:\\[\\]]+):(\\d+)");
  private static final Set<String> FLAGS =
      Set.of("ssl", "http2", "proxy_protocol", "deferred", "bind", "reuseport");
  private static final String UDP = "udp";
  private static final Pattern VALUED_FLAG =
      Pattern.compile("backlog=\\d+|ipv6only=(on|off)|so_keepalive=\\S+");

  /// A setting that holds a list of addresses, or `off` for none.
  public static Setting<List<ListenAddress>> setting(String name, String fallback) {
    return new Setting<>(
        name,
        fallback,
        "addresses such as \"0.0.0.0:8001, 127.0.0.1:8444 ssl\", or off",
        false,
        ListenAddress::parse);
  }

  /// The same for addresses of streams, which may be for datagrams (`udp`).
  public static Setting<List<ListenAddress>> streams(String name) {
    return new Setting<>(
        name,
        "off",
        "addresses such as \"0.0.0.0:9000, 0.0.0.0:9001 udp\", or off",
        false,
        text -> parse(text, Set.of(UDP)));
  }

  static @Nullable List<ListenAddress> parse(String text) {
    return parse(text, Set.of());
  }

  private static @Nullable List<ListenAddress> parse(String text, Set<String> more) {
    if (text.equals("off")) {
      return List.of();
    }
    List<ListenAddress> addresses = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      ListenAddress address = parseOne(part.strip(), more);
      if (address == null) {
        return null;
      }
      addresses.add(address);
    }
    return addresses;
  }

  private static @Nullable ListenAddress parseOne(String part, Set<String> more) {
    List<String> words = Arrays.asList(part.split("\\s+", -1));
    Matcher form = FORM.matcher(words.getFirst());
    if (!form.matches() || form.group(2).length() > 5) {
      return null;
    }
    int port = Integer.parseInt(form.group(2));
    List<String> flags = words.subList(1, words.size());
    boolean known =
        flags.stream()
            .allMatch(flag ->
                FLAGS.contains(flag) || more.contains(flag) || VALUED_FLAG.matcher(flag).matches());
    if (port > 65535 || !known) {
      return null;
    }
    return new ListenAddress(
        form.group(1).replaceAll("[\\[\\]]", ""),
        port,
        flags.contains("ssl"),
        flags.contains("http2"));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port + (ssl ? " ssl" : "");
  }
}
