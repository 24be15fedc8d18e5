package io.troop.control.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `multipart/form-data`. A name that stands twice keeps its last value, as in Kong.
final class Multipart {

  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = Pattern.compile("[;\\s]name=(?:\"([^\"]*)\"|([^;\\s]+))");

  private Multipart() {}

  /// The names and values of all parts.
  static List<Map.Entry<String, String>> pairs(String contentType, byte[] content) {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      return List.of();
    }
    String delimiter = "--" + (boundary.group(1) != null ? boundary.group(1) : boundary.group(2));
    // One character per byte, so that positions in the text are positions in the content.
    String text = new String(content, StandardCharsets.ISO_8859_1);
    Map<String, String> values = new LinkedHashMap<>();
    int start = text.indexOf(delimiter);
    while (start >= 0) {
      int from = start + delimiter.length();
      int end = text.indexOf("\r\n" + delimiter, from);
      if (end < 0 || text.startsWith("--", from)) {
        break;
      }
      part(text.substring(from, end), values);
      start = end + 2;
    }
    return new ArrayList<>(values.entrySet());
  }

  private static void part(String part, Map<String, String> values) {
    int blank = part.indexOf("\r\n\r\n");
    if (blank < 0) {
      return;
    }
    for (String line : part.substring(0, blank).split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
        Matcher name = NAME.matcher(line);
        if (name.find()) {
          values.put(
              utf8(name.group(1) != null ? name.group(1) : name.group(2)),
              utf8(part.substring(blank + 4)));
        }
      }
    }
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
