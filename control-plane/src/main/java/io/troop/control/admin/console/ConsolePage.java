package io.troop.control.admin.console;

import io.troop.control.admin.Guard;
import io.troop.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The files of the page, as its build has left them on the class path. Any path that is no file is
/// a place within the page, which is then shown from its beginning. *Thread-safe.*
@Component
class ConsolePage {

  private static final Pattern FILE = Pattern.compile("/(?:assets/)?[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "woff2", "font/woff2",
          "json", "application/json");
  private static final String MISSING =
      """
      <!doctype html><html lang="en"><title>Troop</title>
      <p>This control plane was built without its console, because Node.js 20.19 or newer with npm \
      was not found. Install it and build again; the Admin API works all the same.</p></html>
      """;

  private final RandomGenerator random = new SecureRandom();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final String base;
  private final Guard guard;

  ConsolePage(Settings settings, Guard guard) {
    this.guard = guard;
    String path = settings.get(ConsoleSettings.ADMIN_GUI_PATH);
    this.base = path.equals("/") ? "/" : path + "/";
  }

  /// @param path below the console's own path
  void serve(String path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("X-Frame-Options", "DENY");
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      response.sendError(405);
      return;
    }
    boolean mayBeFile = FILE.matcher(path).matches() && !path.equals("/index.html");
    byte[] plain = mayBeFile ? file(path) : null;
    if (plain != null) {
      send(path, plain, request, response);
    } else if (path.startsWith("/assets/")) {
      response.sendError(404);
    } else {
      start(request, response);
    }
  }

  private void send(
      String path, byte[] plain, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String type = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    response.setContentType(TYPES.getOrDefault(type, "application/octet-stream"));
    // The names of assets contain a hash of what is in them.
    response.setHeader(
        "Cache-Control",
        path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    response.setHeader("Vary", "Accept-Encoding");
    String accepted = request.getHeader("Accept-Encoding");
    byte[] packed = accepted != null && accepted.contains("gzip") ? file(path + ".gz") : null;
    if (packed != null) {
      response.setHeader("Content-Encoding", "gzip");
    }
    write(packed == null ? plain : packed, request, response);
  }

  /// The page's beginning. Only scripts of our own run, and only styles that carry this answer's
  /// nonce apply.
  private void start(HttpServletRequest request, HttpServletResponse response) throws IOException {
    byte[] index = file("/index.html");
    byte[] bytes = new byte[18];
    random.nextBytes(bytes);
    String nonce = Base64.getEncoder().encodeToString(bytes);
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"
            + nonce
            + "'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self';"
            + " form-action 'self'; frame-ancestors 'none'");
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("text/html; charset=utf-8");
    String html =
        index == null
            ? MISSING
            : new String(index, StandardCharsets.UTF_8)
                .replace("<base href=\"/\"", "<base href=\"" + base + "\"")
                .replace("__SIGNED_IN__", mustSignIn(request) ? "no" : "maybe")
                .replace("__NONCE__", nonce);
    write(html.getBytes(StandardCharsets.UTF_8), request, response);
  }

  /// Whether it is known already that whoever opens the page has no session.
  private boolean mustSignIn(HttpServletRequest request) {
    return guard.asksWho() && request.getCookies() == null;
  }

  private static void write(byte[] bytes, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentLength(bytes.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(bytes);
    }
  }

  private byte @Nullable [] file(String path) throws IOException {
    byte[] known = files.get(path);
    if (known != null) {
      return known;
    }
    try (InputStream in = ConsolePage.class.getResourceAsStream("/console" + path)) {
      if (in == null) {
        return null;
      }
      byte[] read = in.readAllBytes();
      files.put(path, read);
      return read;
    }
  }
}
