package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A host with or without a port, as users write it. *Immutable.* What is valid and how it is
/// written out are Kong's (`tools/ip.lua`).
///
/// @param host an IPv4 address without leading zeros, an IPv6 address with all its digits and no
///   brackets, or the name as written
/// @param port null when none was given
public record HostAddress(Kind kind, String host, @Nullable Integer port) {

  /// What a host is; guessed from its characters.
  public enum Kind {
    IPV4,
    IPV6,
    NAME
  }

  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?::(\\d+))?");
  private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[\\d.]+");
  private static final Pattern PORT = Pattern.compile(":(\\d+)$");
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]+");
  private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]*)\\](.*)", Pattern.DOTALL);
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
  private static final String BAD_PORT = "invalid port number";

  /// A text that is no host, with Kong's message.
  public static final class Invalid extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Invalid(String message) {
      super(message, null, false, false);
    }

    boolean isPort() {
      return BAD_PORT.equals(getMessage());
    }
  }

  /// @throws Invalid when the text is no host
  public static HostAddress parse(String text) {
    long colons = text.chars().filter(c -> c == ':').count();
    if (colons > 1) {
      return ipv6(text);
    }
    if (DIGITS_AND_DOTS.matcher(text.replace(":", "")).matches()) {
      return ipv4(text);
    }
    return name(text);
  }

  /// Written for a URL, with brackets around IPv6.
  ///
  /// @param defaultPort taken when there is no port
  public String withPort(int defaultPort) {
    String written = kind == Kind.IPV6 ? "[" + host + "]" : host;
    return written + ":" + (port == null ? defaultPort : port);
  }

  private static HostAddress ipv4(String text) {
    Matcher matcher = IPV4.matcher(text);
    if (!matcher.matches()) {
      throw new Invalid("invalid ipv4 address: " + text);
    }
    List<String> parts = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      int part = Integer.parseInt(matcher.group(i));
      if (part > 255) {
        throw new Invalid("invalid ipv4 address: " + text);
      }
      parts.add(Integer.toString(part));
    }
    return new HostAddress(Kind.IPV4, String.join(".", parts), port(matcher.group(5)));
  }

  private static HostAddress ipv6(String text) {
    Matcher brackets = BRACKETS.matcher(text);
    String address = text;
    Integer port = null;
    if (brackets.matches()) {
      address = brackets.group(1);
      String rest = brackets.group(2);
      if (!rest.isEmpty()) {
        if (!rest.matches(":\\d+")) {
          throw new Invalid("invalid ipv6 address");
        }
        port = port(rest.substring(1));
      }
    }
    List<String> groups = groups(address);
    if (groups == null) {
      throw new Invalid("invalid ipv6 address: " + text);
    }
    return new HostAddress(Kind.IPV6, String.join(":", groups), port);
  }

  /// The eight groups of four digits; null when the text is no IPv6 address.
  static @Nullable List<String> groups(String address) {
    int gap = address.indexOf("::");
    List<String> head = split(gap < 0 ? address : address.substring(0, gap));
    List<String> tail = gap < 0 ? List.of() : split(address.substring(gap + 2));
    if (head == null || tail == null) {
      return null;
    }
    int missing = 8 - head.size() - tail.size();
    if (gap < 0 ? missing != 0 : missing < 1) {
      return null;
    }
    List<String> all = new ArrayList<>(head);
    for (int i = 0; i < missing; i++) {
      all.add("0000");
    }
    all.addAll(tail);
    return all;
  }

  private static @Nullable List<String> split(String text) {
    List<String> out = new ArrayList<>();
    if (text.isEmpty()) {
      return out;
    }
    for (String group : text.split(":", -1)) {
      if (!GROUP.matcher(group).matches()) {
        return null;
      }
      out.add("0".repeat(4 - group.length()) + group.toLowerCase(Locale.ROOT));
    }
    return out;
  }

  private static HostAddress name(String text) {
    Matcher withPort = PORT.matcher(text);
    String host = text;
    Integer port = null;
    if (withPort.find()) {
      host = text.substring(0, withPort.start());
      port = port(withPort.group(1));
    }
    if (!NAME.matcher(host).matches()) {
      throw new Invalid("invalid hostname: " + text);
    }
    String[] segments = host.split("\\.", -1);
    for (int i = 0; i < segments.length; i++) {
      // A name may end in a dot, so only the last segment may be empty.
      if (segments[i].endsWith("-") || (segments[i].isEmpty() && i < segments.length - 1)) {
        throw new Invalid("invalid hostname: " + text);
      }
    }
    return new HostAddress(Kind.NAME, host, port);
  }

  private static @Nullable Integer port(@Nullable String digits) {
    if (digits == null) {
      return null;
    }
    String plain = digits.replaceFirst("^0+(?=\\d)", "");
    if (plain.length() > 5 || Integer.parseInt(plain) > 65535) {
      throw new Invalid(BAD_PORT);
    }
    return Integer.parseInt(plain);
  }
}
