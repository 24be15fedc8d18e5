package io.troop.plugins.oauth2;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The scopes a client asks for. *Immutable.*
///
/// @param asked the words between single spaces; null for none
/// @param problem why the client can't have them; null when it can
record Scopes(@Nullable String asked, Outcome.@Nullable Refused problem) {

  static Scopes of(OauthConfig config, Parameters parameters) {
    List<String> offered = config.scopes();
    if (offered != null && parameters.isRepeated("scope")) {
      return problem("scope must be a string");
    }
    String asked = parameters.text("scope");
    if (asked == null) {
      return config.mandatoryScope() ? problem("You must specify a scope") : new Scopes(null, null);
    }
    if (offered == null) {
      return new Scopes(null, null);
    }
    List<String> words = words(asked);
    for (String word : words) {
      if (!offered.contains(word)) {
        return problem("\"" + word + "\" is an invalid scope");
      }
    }
    return new Scopes(words.isEmpty() ? null : String.join(" ", words), null);
  }

  static List<String> words(String scope) {
    return scope.isBlank() ? List.of() : List.of(scope.strip().split("\\s+"));
  }

  private static Scopes problem(String description) {
    return new Scopes(null, Outcome.refused("invalid_scope", description));
  }
}
