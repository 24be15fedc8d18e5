package io.troop.session;

import io.troop.plugin.Headers;
import org.jspecify.annotations.Nullable;

/// Cookies as text (RFC 6265). *Stateless.*
public final class Cookies {

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
    /// @param age seconds to keep the cookie; null until the browser ends
    public String line(String name, String value, @Nullable Long age) {
      StringBuilder text = new StringBuilder(name).append('=').append(value);
      if (domain != null) {
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
      return age == null ? text.toString() : text.append("; Max-Age=").append(age).toString();
    }
  }
}
