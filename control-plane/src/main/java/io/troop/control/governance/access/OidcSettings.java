package io.troop.control.governance.access;

import io.troop.control.document.Json;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How people sign in through an OpenID provider: `admin_gui_auth = openid-connect` with
/// `admin_gui_auth_conf`, a JSON object with the names that Kong has for it. *Immutable.*
///
/// @param redirectUri where the provider sends browsers back to: our `/auth/oidc/callback`, as they
///   see it
/// @param nameClaim what a new user is called
/// @param groupsClaim where the groups stand that lead to roles
/// @param after where somebody who signed in goes
/// @param roles role by group
record OidcSettings(
    String issuer,
    String clientId,
    String clientSecret,
    String redirectUri,
    String scopes,
    String nameClaim,
    String groupsClaim,
    String after,
    Map<String, String> roles) {

  private static final Setting<String> AUTH =
      Setting.oneOf(
          "admin_gui_auth",
          "basic-auth",
          "basic-auth",
          "key-auth",
          "ldap-auth-advanced",
          "openid-connect");
  private static final Setting<String> CONF = Setting.secret("admin_gui_auth_conf");
  private static final Setting<List<String>> ROLES = Setting.list("troop_oidc_roles", "");

  /// Empty when people sign in with passwords alone.
  static Optional<OidcSettings> of(Settings settings) {
    if (!settings.get(AUTH).equals("openid-connect")) {
      return Optional.empty();
    }
    Map<String, @Nullable Object> conf = conf(settings.find(CONF).orElse("{}"));
    return Optional.of(
        new OidcSettings(
            needed(conf, "issuer").replaceAll("/?(\\.well-known/openid-configuration)?$", ""),
            needed(conf, "client_id"),
            needed(conf, "client_secret"),
            needed(conf, "redirect_uri"),
            words(conf.get("scopes")).orElse("openid profile email"),
            first(conf.get("admin_claim")).orElse("email"),
            first(conf.get("authenticated_groups_claim")).orElse("groups"),
            first(conf.get("login_redirect_uri")).orElse("/"),
            roles(settings.get(ROLES))));
  }

  private static Map<String, @Nullable Object> conf(String text) {
    try {
      return Json.object(text);
    } catch (Json.Malformed _) {
      throw new SettingException("admin_gui_auth_conf: no JSON object (expected: one)");
    }
  }

  /// Kong takes one text or a list of one for most of them.
  private static Optional<String> first(@Nullable Object value) {
    Object one = value instanceof List<?> list && !list.isEmpty() ? list.getFirst() : value;
    return one instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
  }

  private static Optional<String> words(@Nullable Object value) {
    return value instanceof List<?> list
        ? Optional.of(String.join(" ", list.stream().map(String::valueOf).toList()))
        : first(value);
  }

  private static String needed(Map<String, @Nullable Object> conf, String name) {
    return first(conf.get(name))
        .orElseThrow(() ->
            new SettingException(
                "admin_gui_auth_conf: " + name + " is missing (expected: a text)"));
  }

  private static Map<String, String> roles(List<String> pairs) {
    Map<String, String> roles = new LinkedHashMap<>();
    for (String pair : pairs) {
      int colon = pair.lastIndexOf(':');
      if (colon < 1 || colon == pair.length() - 1) {
        throw new SettingException(
            "troop_oidc_roles: \"" + pair + "\" (expected: group:role, separated by commas)");
      }
      roles.put(pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
    }
    return Map.copyOf(roles);
  }

  /// Without the secret.
  @Override
  public String toString() {
    return clientId + " at " + issuer;
  }
}
