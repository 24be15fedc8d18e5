package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one run of wrk measured. *Immutable.*
///
/// @param perSecond requests answered per second
/// @param p50 and p99: latency as wrk writes it, for instance `1.23ms`
/// @param failed answers other than 2xx and 3xx, and broken connections
record Load(double perSecond, String p50, String p99, long failed) {

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([0-9.]+)");
  private static final Pattern HALF = Pattern.compile("(?m)^\\s+50%\\s+(\\S+)");
  private static final Pattern MOST = Pattern.compile("(?m)^\\s+99%\\s+(\\S+)");
  private static final Pattern STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern SOCKET =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  /// What to send: a path with headers, or paths spread over many.
  ///
  /// @param path the path; with `spread` its beginning, to which a number is added
  /// @param spread how many different paths; 1 for just the one
  /// @param keys how many different API keys `key-0` …; 0 for none
  /// @param header one more header line, empty for none
  record Shape(String path, int spread, int keys, String header) {

    Shape(String path, int spread, int keys) {
      this(path, spread, keys, "");
    }

    static Shape one(String path) {
      return new Shape(path, 1, 0);
    }

    private boolean plain() {
      return spread == 1 && keys == 0;
    }

    /// The script that makes wrk send it. Each thread has a sequence of its own.
    private String script() {
      String line =
          spread == 1
              ? "\"" + path + "\""
              : "\"" + path + "\" .. math.random(0, " + (spread - 1) + ") .. \"/x\"";
      String headers =
          keys == 0 ? "nil" : "{ apikey = \"key-\" .. math.random(0, " + (keys - 1) + ") }";
      return """
      local threads = 0
      function setup(thread) threads = threads + 1; thread:set("seed", threads * 7919) end
      function init(args) math.randomseed(seed) end
      function request() return wrk.format("GET", %s, %s) end
      """
          .formatted(line, headers);
    }
  }

  /// Runs wrk with two threads.
  static Load of(String base, Shape shape, int connections, int seconds)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "wrk",
                "-t" + Math.min(2, connections),
                "-c" + connections,
                "-d" + seconds + "s",
                "--latency"));
    if (!shape.header().isEmpty()) {
      command.addAll(List.of("-H", shape.header()));
    }
    Path script = Files.createTempFile("bench", ".lua");
    try {
      if (shape.plain()) {
        command.add(base + shape.path());
      } else {
        Files.writeString(script, shape.script());
        command.addAll(List.of("-s", script.toString(), base));
      }
      return parse(Child.run(Map.of(), command));
    } finally {
      Files.delete(script);
    }
  }

  static Load parse(String text) {
    Matcher sockets = SOCKET.matcher(text);
    long failed = Long.parseLong(group(STATUS, text, "0"));
    if (sockets.find()) {
      for (int i = 1; i <= sockets.groupCount(); i++) {
        failed += Long.parseLong(sockets.group(i));
      }
    }
    return new Load(
        Double.parseDouble(group(RATE, text, "0")),
        group(HALF, text, "-"),
        group(MOST, text, "-"),
        failed);
  }

  private static String group(Pattern pattern, String text, String otherwise) {
    Matcher found = pattern.matcher(text);
    return found.find() ? found.group(1) : otherwise;
  }
}
