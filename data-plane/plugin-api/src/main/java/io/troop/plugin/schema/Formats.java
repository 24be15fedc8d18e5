package io.troop.plugin.schema;

import io.troop.plugin.schema.HostAddress.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// What makes a text a host, a path, a header name and so on: each method says what is wrong, or
/// null. Rules and messages are Kong's (`db/schema/typedefs.lua`). *Stateless.*
public final class Formats {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern REFERENCE = Pattern.compile("\\{vault://[^{}]+\\}");
  private static final Pattern PATH = Pattern.compile("/[\\w.~/%:@!$&'()*+,;=-]*");
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2}).{0,2}");
  private static final Pattern HEADER_NAME = Pattern.compile("[a-zA-Z0-9_-]+");
  private static final Pattern NOT_A_TOKEN =
      Pattern.compile("[^\\x21-\\x7e]|[()<>@,;:\\\\\"/?={}\\[\\]]");
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._~-]+");
  private static final Pattern UTF8_NAME = Pattern.compile("[0-9A-Za-z._~\\x{80}-\\x{10ffff}-]+");
  private static final Pattern TAG = Pattern.compile("[ !-+\\-.0-~\\x{80}-\\x{10ffff}]+");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");
  private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");
  private static final Set<Character> RESERVED =
      Set.of(
          '!', '*', '\'', '(', ')', ';', ':', '@', '&', '=', '+', '$', ',', '/', '?', '%', '#', '[',
          ']');

  private Formats() {}

  public static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  /// Whether a value refers to a secret, such as `{vault://env/NAME}`.
  public static boolean isReference(@Nullable Object value) {
    return value instanceof String text && REFERENCE.matcher(text).matches();
  }

  static @Nullable String host(String text) {
    try {
      return HostAddress.parse(text).port() == null ? null : "must not have a port";
    } catch (HostAddress.Invalid e) {
      return e.isPort() ? "must not have a port" : "invalid value: " + text;
    }
  }

  static @Nullable String hostWithOptionalPort(String text) {
    try {
      HostAddress.parse(text);
      return null;
    } catch (HostAddress.Invalid e) {
      return e.getMessage();
    }
  }

  static @Nullable String sni(String text) {
    try {
      HostAddress address = HostAddress.parse(text);
      if (address.kind() != Kind.NAME) {
        return "must not be an IP";
      }
      return address.port() == null ? null : "must not have a port";
    } catch (HostAddress.Invalid e) {
      return e.isPort() ? "must not have a port" : "invalid value: " + text;
    }
  }

  static @Nullable String wildcardHost(String text) {
    int star = text.indexOf('*');
    if (star > 0 && star != text.length() - 1) {
      return "wildcard must be leftmost or rightmost character";
    }
    if (star >= 0 && text.indexOf('*', star + 1) >= 0) {
      return "only one wildcard must be specified";
    }
    return sni(text.replace("*", "wildcard"));
  }

  /// A host of a route, which may have wildcards and a port.
  static @Nullable String routeHost(String text) {
    return hostWithOptionalPort(text.replace("*", "abc"));
  }

  static @Nullable String ip(String text) {
    return isIp(text) ? null : "not an ip address: " + text;
  }

  static @Nullable String ipOrCidr(String text) {
    return isIp(text) || isCidr(text, true) ? null : "invalid ip or cidr range: '" + text + "'";
  }

  static @Nullable String cidrV4(String text) {
    return IPV4.matcher(text).matches() || isCidr(text, false)
        ? null
        : "invalid ipv4 cidr range: '" + text + "'";
  }

  static boolean isIp(String text) {
    return IPV4.matcher(text).matches() || isIpv6(text);
  }

  private static boolean isIpv6(String text) {
    int last = text.lastIndexOf(':');
    if (last >= 0 && text.indexOf('.', last) > 0) { // the last two groups written as IPv4
      return IPV4.matcher(text.substring(last + 1)).matches()
          && HostAddress.groups(text.substring(0, last + 1) + "0:0") != null;
    }
    return last >= 0 && HostAddress.groups(text) != null;
  }

  private static boolean isCidr(String text, boolean alsoV6) {
    int slash = text.indexOf('/');
    if (slash < 0 || !PREFIX.matcher(text.substring(slash + 1)).matches()) {
      return false;
    }
    String address = text.substring(0, slash);
    int bits = Integer.parseInt(text.substring(slash + 1));
    return IPV4.matcher(address).matches() ? bits <= 32 : alsoV6 && isIpv6(address) && bits <= 128;
  }

  static @Nullable String path(String text) {
    if (!PATH.matcher(text).matches()) {
      return "invalid path: '"
          + text
          + "' (characters outside of the reserved list of RFC 3986 found)";
    }
    return escapes(text);
  }

  private static @Nullable String escapes(String text) {
    var matcher = BAD_ESCAPE.matcher(text);
    return matcher.find() ? "invalid url-encoded value: '" + matcher.group() + "'" : null;
  }

  /// A path of a route: a prefix in its normal form, or a regular expression behind `~`.
  static @Nullable String routerPath(String text) {
    // Kong looks at the escapes only where the characters are those of RFC 3986.
    String wrongEscape = PATH.matcher(text).matches() ? escapes(text) : null;
    if (wrongEscape != null) {
      return wrongEscape;
    }
    if (text.startsWith("~")) {
      String problem = regexProblem(text.substring(1));
      return problem == null
          ? null
          : "invalid regex: '" + text.substring(1) + "' (PCRE returned: " + problem + ")";
    }
    String normal = normalPath(text);
    return text.equals(normal)
        ? null
        : "non-normalized path, consider use '" + normal + "' instead";
  }

  /// What is wrong with a regular expression; null when it compiles.
  public static @Nullable String regexProblem(String regex) {
    try {
      Pattern.compile(regex);
      return null;
    } catch (PatternSyntaxException e) {
      return e.getDescription();
    }
  }

  /// A path without dot segments and empty segments, and with no more escapes than it needs
  /// (`tools/uri.lua`).
  public static String normalPath(String path) {
    Deque<String> out = new ArrayDeque<>();
    String rest = unescape(path);
    while (!rest.isEmpty()) {
      if (rest.equals("/..") || rest.startsWith("/../")) {
        out.pollLast();
        rest = rest.length() == 3 ? "/" : rest.substring(3);
      } else if (rest.equals("/.") || rest.startsWith("/./")) {
        rest = rest.length() == 2 ? "/" : rest.substring(2);
      } else if (rest.equals(".") || rest.equals("..")) {
        rest = "";
      } else if (rest.startsWith("../") || rest.startsWith("./")) {
        rest = rest.substring(rest.indexOf('/') + 1);
      } else if (rest.startsWith("//")) {
        rest = rest.substring(1);
      } else {
        int slash = rest.indexOf('/', 1);
        int end = slash < 0 ? rest.length() : slash;
        out.addLast(rest.substring(0, end));
        rest = rest.substring(end);
      }
    }
    return String.join("", out);
  }

  private static String unescape(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    byte[] in = path.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      int code = in[i] == '%' && i + 2 < in.length ? hex(in[i + 1], in[i + 2]) : -1;
      if (code < 0) {
        out[length++] = in[i];
      } else if (RESERVED.contains((char) code)) {
        out[length++] = '%';
        out[length++] = (byte) Character.toUpperCase(in[i + 1]);
        out[length++] = (byte) Character.toUpperCase(in[i + 2]);
        i += 2;
      } else {
        out[length++] = (byte) code;
        i += 2;
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }

  private static int hex(byte high, byte low) {
    int upper = Character.digit(high, 16);
    int lower = Character.digit(low, 16);
    return upper < 0 || lower < 0 ? -1 : upper * 16 + lower;
  }

  static @Nullable String url(String text) {
    // Kong's parser takes nearly everything; what counts is what it finds.
    Url parsed = Url.parse(text);
    if (parsed.host() == null) {
      return "missing host in url";
    }
    return parsed.scheme() == null ? "missing scheme in url" : null;
  }

  /// What is wrong with the name of a header.
  public static @Nullable String headerName(String text) {
    return HEADER_NAME.matcher(text).matches()
        ? null
        : "bad header name '" + text + "', allowed characters are A-Z, a-z, 0-9, '_', and '-'";
  }

  static @Nullable String cookieName(String text) {
    return NOT_A_TOKEN.matcher(text).find()
        ? "contains one or more invalid characters. ASCII control characters (0-31;127), space,"
            + " tab and the characters ()<>@,;:\\\"/?={}[] are not allowed."
        : null;
  }

  static @Nullable String name(String text) {
    return NAME.matcher(text).matches()
        ? null
        : "invalid value '"
            + text
            + "': it must only contain alphanumeric and '., -, _, ~' characters";
  }

  static @Nullable String utf8Name(String text) {
    return UTF8_NAME.matcher(text).matches()
        ? null
        : "invalid value '"
            + text
            + "': the only accepted ascii characters are alphanumerics or ., -, _, and ~";
  }

  static @Nullable String tag(String text) {
    return TAG.matcher(text).matches()
        ? null
        : "invalid tag '"
            + text
            + "': expected printable ascii (except `,` and `/`) or valid utf-8 sequences";
  }
}
