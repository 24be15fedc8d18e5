package io.troop.plugin.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a multipart form (RFC 7578). *Stateless.*
public final class MultipartForm {
  private static final Pattern BOUNDARY =
      Pattern.compile(";\\s*boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME =
      Pattern.compile(
          "^content-disposition:[^\\r\\n]*;\\s*name=(?:\"([^\"]*)\"|([^;\\s]+))",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private MultipartForm() {}

  /// The parts' contents by their names.
  ///
  /// @throws UnreadableBody when there is no boundary, or the form does not end
  public static Map<String, @Nullable Object> of(byte[] body, @Nullable String contentType)
      throws UnreadableBody {
    Matcher boundary = BOUNDARY.matcher(contentType == null ? "" : contentType);
    if (!boundary.find()) {
      throw unreadable("Content-Type names no boundary");
    }
    String delimiter = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
    String text = new String(body, ISO_8859_1);
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    int at = text.indexOf(delimiter);
    while (at >= 0) {
      int start = at + delimiter.length();
      if (text.startsWith("--", start)) {
        return out;
      }
      int end = text.indexOf("\r\n" + delimiter, start);
      if (end < 0) {
        break;
      }
      part(text.substring(start, end), out);
      at = end + 2;
    }
    throw unreadable("it does not end with its boundary");
  }

  private static void part(String part, Map<String, @Nullable Object> out) {
    int blank = part.indexOf("\r\n\r\n");
    Matcher name = NAME.matcher(blank < 0 ? "" : part.substring(0, blank));
    if (name.find()) {
      String content = part.substring(blank + 4);
      out.put(
          name.group(1) == null ? name.group(2) : name.group(1),
          new String(content.getBytes(ISO_8859_1), UTF_8));
    }
  }

  private static UnreadableBody unreadable(String why) {
    return new UnreadableBody(
        "the request's body is no multipart form: " + why, new IllegalArgumentException(why));
  }
}
