package io.troop.plugins.oauth2;

import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What comes of a request for a code or a token. *Immutable.*
sealed interface Outcome {

  /// The members that the client is told.
  Map<String, Object> members();

  /// What the client asked for.
  record Granted(Map<String, Object> members) implements Outcome {}

  /// Why the client does not get it (RFC 6749, 5.2).
  ///
  /// @param status the HTTP status
  /// @param byHeader whether the client named itself by a header, and is asked to do so again
  record Refused(String error, String description, int status, boolean byHeader)
      implements Outcome {

    @Override
    public Map<String, Object> members() {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("error", error);
      members.put("error_description", description);
      return members;
    }
  }

  static Refused refused(String error, String description) {
    return new Refused(error, description, 400, false);
  }

  static Refused invalidClient(boolean byHeader) {
    return new Refused(
        "invalid_client", "Invalid client authentication", byHeader ? 401 : 400, byHeader);
  }

  /// The answer, with the client's own `state` in it.
  default Verdict.Answer answer(@Nullable String state) {
    Map<String, Object> members = new LinkedHashMap<>(members());
    if (state != null) {
      members.put("state", state);
    }
    Verdict.Answer answer = json(status(), members);
    return this instanceof Refused refused && refused.byHeader
        ? answer.with("WWW-Authenticate", "Basic realm=\"OAuth2.0\"")
        : answer;
  }

  private int status() {
    return this instanceof Refused refused ? refused.status : 200;
  }

  /// An answer that nobody may store.
  static Verdict.Answer json(int status, Map<String, Object> members) {
    return Verdict.json(status, Json.write(members))
        .with("Cache-Control", "no-store")
        .with("Pragma", "no-cache");
  }
}
