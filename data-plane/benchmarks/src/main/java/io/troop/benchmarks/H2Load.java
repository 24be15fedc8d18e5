package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Load over HTTP/2 with the h2load of nghttp2 (Debian: nghttp2-client): eight connections of eight
/// streams. It tells no percentiles.
final class H2Load {

  private static final Path PROGRAM = Path.of("/usr/bin/h2load");
  private static final Pattern RATE = Pattern.compile("finished in [^,]+, ([0-9.]+) req/s");
  private static final Pattern FAILED =
      Pattern.compile("(\\d+) failed, (\\d+) errored, (\\d+) timeout");

  private H2Load() {}

  static boolean installed() {
    return Files.isExecutable(PROGRAM);
  }

  static Load of(String base, int seconds) throws IOException, InterruptedException {
    String text =
        Child.run(
            Map.of(),
            List.of(
                PROGRAM.toString(),
                "-t2",
                "-c8",
                "-m8",
                "-D",
                String.valueOf(seconds),
                base + "/plain/x"));
    if (!text.contains("Application protocol: h2")) {
      throw new IOException(base + " did not agree on HTTP/2: " + text);
    }
    Matcher rate = RATE.matcher(text);
    Matcher failed = FAILED.matcher(text);
    return new Load(
        rate.find() ? Double.parseDouble(rate.group(1)) : 0,
        "-",
        "-",
        failed.find() ? Long.parseLong(failed.group(1)) : -1);
  }
}
