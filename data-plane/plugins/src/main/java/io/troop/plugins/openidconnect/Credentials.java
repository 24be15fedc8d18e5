package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.session.Cookies;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds what a request shows, in Kong's order. *Immutable.*
record Credentials(OpenidConnectConfig config) {
  private static final List<String> ARGUMENTS = List.of("query", "body");

  /// Makes a credential of a name and a secret.
  private interface Pair {
    Shown of(String name, String secret, List<String> headers, List<String> arguments);
  }

  /// Whether a body may hold something.
  boolean looksAtBodies() {
    CredentialsFields fields = config.credentials();
    return (takesTokens() && fields.bearerTokenParamType().contains("body"))
        || (config.accepts("refresh_token") && fields.refreshTokenParamType().contains("body"))
        || (config.accepts("password") && fields.passwordParamType().contains("body"))
        || (config.accepts("client_credentials")
            && fields.clientCredentialsParamType().contains("body"));
  }

  private boolean takesTokens() {
    return config.accepts("bearer")
        || config.accepts("introspection")
        || config.accepts("userinfo");
  }

  /// The credentials to try: none, one, or a name and password that may be a client's or a user's.
  List<Shown> of(Visit visit) {
    Shown found = takesTokens() ? bearer(visit) : null;
    if (found == null && config.accepts("refresh_token")) {
      found = refresh(visit);
    }
    if (found != null) {
      return List.of(found);
    }
    List<Shown> pairs = new ArrayList<>();
    if (config.accepts("password")) {
      add(
          pairs,
          pair(
              visit,
              config.credentials().passwordParamType(),
              "username",
              "password",
              Shown.Password::new));
    }
    if (config.accepts("client_credentials")) {
      add(
          pairs,
          pair(
              visit,
              config.credentials().clientCredentialsParamType(),
              "client_id",
              "client_secret",
              Shown.Client::new));
    }
    return pairs;
  }

  private static void add(List<Shown> all, @Nullable Shown one) {
    if (one != null) {
      all.add(one);
    }
  }

  private @Nullable Shown bearer(Visit visit) {
    List<String> places = config.credentials().bearerTokenParamType();
    String cookie = config.credentials().bearerTokenCookieName();
    if (places.contains("header")) {
      String token = scheme(visit, "bearer");
      if (token == null && config.verification().takesProofs()) {
        token = scheme(visit, "dpop");
      }
      if (token != null) {
        return shown(visit, token, List.of("authorization"), List.of());
      }
      for (String name : List.of("access-token", "x-access-token")) {
        String plain = visit.header(name);
        if (plain != null) {
          return shown(visit, plain, List.of(name), List.of());
        }
      }
    }
    String argument = visit.argument("access_token", places);
    if (argument != null) {
      return shown(visit, argument, List.of(), List.of("access_token"));
    }
    String value =
        places.contains("cookie") && cookie != null
            ? Cookies.value(visit.request().headers(), cookie)
            : null;
    return value == null || value.isEmpty() ? null : shown(visit, value, List.of(), List.of());
  }

  private Shown shown(Visit visit, String token, List<String> headers, List<String> arguments) {
    String name = config.credentials().idTokenParamName();
    List<String> places = config.credentials().idTokenParamType();
    String identity = null;
    if (name != null) {
      identity = places.contains("header") ? visit.header(names(name)) : null;
      identity = identity == null ? visit.argument(name, places) : identity;
    }
    return new Shown.Bearer(token, identity, headers, arguments);
  }

  private @Nullable Shown refresh(Visit visit) {
    String configured = config.credentials().refreshTokenParamName();
    String name = configured == null ? "refresh_token" : configured;
    List<String> places = config.credentials().refreshTokenParamType();
    if (places.contains("header")) {
      String[] headers = names(name);
      String token = visit.header(headers);
      if (token != null) {
        return new Shown.Refresh(token, List.of(headers), List.of());
      }
    }
    String token = visit.argument(name, places);
    return token == null ? null : new Shown.Refresh(token, List.of(), List.of(name));
  }

  /// A name as headers may be called.
  private static String[] names(String name) {
    String dashed = name.replace('_', '-');
    return new String[] {name, dashed, "x-" + dashed};
  }

  private static @Nullable Shown pair(
      Visit visit, List<String> places, String first, String second, Pair make) {
    if (places.contains("header")) {
      String[] basic = basic(visit);
      if (basic != null) {
        return make.of(basic[0], basic[1], List.of("authorization"), List.of());
      }
    }
    List<String> arguments = places.stream().filter(ARGUMENTS::contains).toList();
    String name = visit.argument(first, arguments);
    String secret = visit.argument(second, arguments);
    return name == null || secret == null
        ? null
        : make.of(name, secret, List.of(), List.of(first, second));
  }

  private static String @Nullable [] basic(Visit visit) {
    String encoded = scheme(visit, "basic");
    if (encoded == null) {
      return null;
    }
    try {
      String decoded = new String(Base64.getDecoder().decode(encoded), UTF_8);
      int colon = decoded.indexOf(':');
      return colon <= 0
          ? null
          : new String[] {decoded.substring(0, colon), decoded.substring(colon + 1)};
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /// What follows this scheme in the `Authorization` header; null for another scheme.
  private static @Nullable String scheme(Visit visit, String scheme) {
    String value = visit.header("authorization");
    if (value == null || !value.toLowerCase(Locale.ROOT).startsWith(scheme + " ")) {
      return null;
    }
    String rest = value.substring(scheme.length() + 1).strip();
    return rest.isEmpty() ? null : rest;
  }
}
