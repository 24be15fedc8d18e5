package io.troop.control.explain;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what request a line of curl makes, as far as routing looks at it.
final class CurlLine {

  private static final InetAddress CLIENT = InetAddress.ofLiteral("127.0.0.1");
  private static final Set<String> BODIES =
      Set.of(
          "-d",
          "--data",
          "--data-raw",
          "--data-binary",
          "--data-ascii",
          "--data-urlencode",
          "--json",
          "-F",
          "--form",
          "--form-string");

  /// Options with a value that don't matter here.
  private static final Set<String> VALUED =
      Set.of(
          "-o",
          "--output",
          "-w",
          "--write-out",
          "-m",
          "--max-time",
          "--connect-timeout",
          "-x",
          "--proxy",
          "--resolve",
          "--connect-to",
          "--cacert",
          "--capath",
          "--retry",
          "--retry-delay",
          "-c",
          "--cookie-jar",
          "-E",
          "--cert",
          "--key",
          "--cert-type",
          "--key-type",
          "--ciphers",
          "--interface",
          "--limit-rate",
          "-r",
          "--range",
          "-z",
          "-Y",
          "-y",
          "-K",
          "--config",
          "-D",
          "--dump-header",
          "--pass",
          "--tls-max",
          "-Q");

  private final Deque<String> words;
  private final List<Map.Entry<String, String>> headers = new ArrayList<>();
  private final List<String> data = new ArrayList<>();
  private @Nullable String method;
  private @Nullable String url;
  private boolean asQuery;

  private CurlLine(List<String> words) {
    this.words = new ArrayDeque<>(words);
  }

  /// @throws IllegalArgumentException for a line without a URL, or with one that is none
  static Asked read(String text) {
    List<String> words = ShellWords.of(text.strip());
    CurlLine line =
        new CurlLine(
            !words.isEmpty() && words.getFirst().equals("curl")
                ? words.subList(1, words.size())
                : words);
    line.options();
    return line.asked();
  }

  private void options() {
    while (!words.isEmpty()) {
      String word = words.removeFirst();
      if (word.startsWith("--") && word.contains("=")) {
        words.addFirst(word.substring(word.indexOf('=') + 1));
        option(word.substring(0, word.indexOf('=')));
      } else if (word.length() > 2 && word.charAt(0) == '-' && word.charAt(1) != '-') {
        shorts(word);
      } else if (word.length() > 1 && word.charAt(0) == '-') {
        option(word);
      } else if (url == null) {
        url = word;
      }
    }
  }

  /// Short options in one word: the value of one that has a value may follow it at once.
  private void shorts(String word) {
    String option = "-" + word.charAt(1);
    if (hasValue(option)) {
      words.addFirst(word.substring(2));
    } else {
      words.addFirst("-" + word.substring(2));
    }
    option(option);
  }

  private static boolean hasValue(String option) {
    return BODIES.contains(option)
        || VALUED.contains(option)
        || Set.of("-X", "-H", "-A", "-e", "-b", "-u", "-T").contains(option);
  }

  private void option(String option) {
    switch (option) {
      case "-X", "--request" -> method = value();
      case "-H", "--header" -> header(value());
      case "-A", "--user-agent" -> add("User-Agent", value());
      case "-e", "--referer" -> add("Referer", value());
      case "-b", "--cookie" -> add("Cookie", value());
      case "-u", "--user" ->
          add(
              "Authorization",
              "Basic "
                  + Base64.getEncoder().encodeToString(value().getBytes(StandardCharsets.UTF_8)));
      case "--oauth2-bearer" -> add("Authorization", "Bearer " + value());
      case "-I", "--head" -> method = method == null ? "HEAD" : method;
      case "-G", "--get" -> asQuery = true;
      case "-T", "--upload-file" -> {
        value();
        method = method == null ? "PUT" : method;
      }
      case "--url" -> url = value();
      default -> {
        if (BODIES.contains(option)) {
          data.add(value());
          if (option.equals("--json")) {
            add("Content-Type", "application/json");
          }
        } else if (VALUED.contains(option)) {
          value();
        }
      }
    }
  }

  private String value() {
    return words.isEmpty() ? "" : words.removeFirst();
  }

  private void header(String line) {
    int colon = line.indexOf(':');
    if (colon > 0) {
      add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
  }

  private void add(String name, String value) {
    headers.add(Map.entry(name, value));
  }

  private Asked asked() {
    if (url == null) {
      throw new IllegalArgumentException(
          "there is no URL in it (expected: such as curl http://localhost:8000/orders)");
    }
    URI uri = uri(url.contains("://") ? url : "http://" + url);
    boolean tls = "https".equals(uri.getScheme());
    int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
    String authority = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    String host =
        headers.stream()
            .filter(line -> line.getKey().equalsIgnoreCase("host"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(authority)
            .toLowerCase(Locale.ROOT);
    int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
    String given = colon < 0 ? "" : host.substring(colon + 1);
    String path = uri.getRawPath();
    return new Asked(
        method != null ? method : data.isEmpty() || asQuery ? "GET" : "POST",
        tls,
        colon < 0 ? host : host.substring(0, colon),
        given.matches("\\d{1,5}") ? Integer.parseInt(given) : -1,
        Asked.bytes(path == null || path.isEmpty() ? "/" : path),
        query(uri),
        tls && !isAddress(uri.getHost()) ? uri.getHost().toLowerCase(Locale.ROOT) : null,
        List.copyOf(headers),
        CLIENT,
        port);
  }

  private @Nullable String query(URI uri) {
    String own = uri.getRawQuery();
    if (!asQuery || data.isEmpty()) {
      return own;
    }
    String more = String.join("&", data);
    return own == null ? more : own + "&" + more;
  }

  private static boolean isAddress(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text.replace(" ", "%20"));
      if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
        throw new IllegalArgumentException(wrong(text));
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(wrong(text), e);
    }
  }

  private static String wrong(String url) {
    return "the URL is \"" + url + "\" (expected: such as http://localhost:8000/orders)";
  }
}
