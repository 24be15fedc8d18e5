package io.troop.ldap;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Verdict;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A name and a password in `Proxy-Authorization` or `Authorization`. *Immutable.*
public record HeaderLogin(String user, String password) {
  private static final String[] HEADERS = {"proxy-authorization", "authorization"};

  /// The logins that a request shows, the first to count first.
  ///
  /// @param type the scheme before them
  public static List<HeaderLogin> of(Exchange.Request request, String type) {
    List<HeaderLogin> found = new ArrayList<>();
    for (String header : HEADERS) {
      HeaderLogin login = of(request.headers().get(header), type.toLowerCase(Locale.ROOT));
      if (login != null) {
        found.add(login);
      }
    }
    return found;
  }

  private static @Nullable HeaderLogin of(@Nullable String header, String type) {
    String value = header == null ? "" : header.strip();
    if (!value.toLowerCase(Locale.ROOT).startsWith(type + " ")) {
      return null;
    }
    String decoded;
    try {
      decoded =
          new String(Base64.getDecoder().decode(value.substring(type.length()).strip()), UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
    int colon = decoded.indexOf(':');
    // An empty password would be an anonymous bind, which servers accept for any name.
    return colon < 0 || colon == decoded.length() - 1
        ? null
        : new HeaderLogin(decoded.substring(0, colon), decoded.substring(colon + 1));
  }

  /// Has the upstream not see them.
  public static void hide(Exchange exchange) {
    for (String header : HEADERS) {
      exchange.outbound().headers().remove(header);
    }
  }

  /// What asks a client to log in.
  public static Verdict refusal(String type, @Nullable String realm) {
    String scheme = type.equals("ldap") ? "LDAP" : type;
    return Verdict.error(401, "Unauthorized")
        .with("WWW-Authenticate", realm == null ? scheme : scheme + " realm=\"" + realm + "\"");
  }

  /// Without the password.
  @Override
  public String toString() {
    return "HeaderLogin[" + user + "]";
  }
}
