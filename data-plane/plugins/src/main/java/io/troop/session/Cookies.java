package io.troop.session;

import io.troop.plugin.Headers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Cookies as text (RFC 6265). *Stateless.*
public final class Cookies {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Cookies() {}

  /// The value of a request's cookie; null for none. Of several of a name the first counts.
  public static @Nullable String value(Headers headers, String name) {
    for (String line : headers.all("cookie")) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          return pair.substring(equals + 1).strip();
        }
      }
    }
    return null;
  }

  /// What a cookie is for. *Immutable.*
  ///
  /// @param domain null for the host that sets it
  /// @param sameSite `Strict`, `Lax`, `None`, or `Default` to leave it to the browser
  public record Style(
      String path, @Nullable String domain, String sameSite, boolean httpOnly, boolean secure) {

    /// The value of `Set-Cookie`.
    ///
    /// @param age seconds to keep the cookie, 0 to end it; null until the browser ends
    public String line(String name, String value, @Nullable Long age, Instant now) {
      StringBuilder text = new StringBuilder(name).append('=').append(value);
      if (domain != null && !domain.isEmpty() && !domain.equals("localhost")) {
        text.append("; Domain=").append(domain);
      }
      text.append("; Path=").append(path);
      if (!sameSite.equals("Default")) {
        text.append("; SameSite=").append(sameSite);
      }
      if (secure) {
        text.append("; Secure");
      }
      if (httpOnly) {
        text.append("; HttpOnly");
      }
      if (age != null) {
        Instant end = age == 0 ? Instant.ofEpochSecond(1) : now.plusSeconds(age);
        text.append("; Expires=").append(DATE.format(end)).append("; Max-Age=").append(age);
      }
      return text.toString();
    }
  }
}
