package io.troop.plugins.openidconnect;

import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gateway's own answers. *Immutable.*
record Answers(OpenidConnectConfig config) {
  private static final int OK = 200;
  private static final int FOUND = 302;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int UNEXPECTED = 500;

  /// The answer to a request that is not let in.
  Verdict.Answer refusal(Refusal refusal) {
    OutcomeFields fields = config.outcome();
    return switch (refusal.kind()) {
      case UNAUTHORIZED ->
          refusal(
              UNAUTHORIZED,
              fields.unauthorizedErrorMessage(),
              refusal,
              config.client().unauthorizedRedirectUri());
      case FORBIDDEN ->
          refusal(
              FORBIDDEN,
              fields.forbiddenErrorMessage(),
              refusal,
              config.client().forbiddenRedirectUri());
      case UNEXPECTED ->
          refusal(
              UNEXPECTED,
              "An unexpected error occurred",
              refusal,
              config.client().unexpectedRedirectUri());
    };
  }

  private Verdict.Answer refusal(
      int status, String message, Refusal refusal, @Nullable List<String> redirects) {
    String redirect = OpenidConnectConfig.of(redirects, 0);
    if (redirect != null) {
      return Verdict.empty(FOUND).with("Location", redirect).with("Cache-Control", "no-store");
    }
    boolean told = config.outcome().displayErrors();
    Verdict.Answer answer =
        Verdict.error(status, told ? message + " (" + refusal.reason() + ")" : message);
    if (status == UNEXPECTED) {
      return answer;
    }
    answer = answer.with("WWW-Authenticate", challenge(refusal));
    return refusal.nonce() == null ? answer : answer.with("DPoP-Nonce", refusal.nonce());
  }

  private String challenge(Refusal refusal) {
    String host = null;
    try {
      host = URI.create(config.provider().issuer()).getHost();
    } catch (IllegalArgumentException e) {
      // A pseudo issuer need not be an address.
    }
    String scheme =
        config.verification().proofOfPossessionDpop().equals("strict") ? "DPoP" : "Bearer";
    scheme = refusal.code().contains("dpop") ? "DPoP" : scheme;
    String challenge = scheme + " realm=\"" + (host == null ? "kong" : host) + "\"";
    return refusal.code().isEmpty() || !config.outcome().exposeErrorCode()
        ? challenge
        : challenge + ", error=\"" + refusal.code() + "\"";
  }

  /// The answer to a login; null when its request goes on.
  Verdict.@Nullable Answer login(Outcome.Accepted accepted) {
    OutcomeFields fields = config.outcome();
    Tokens tokens = accepted.holder().tokens();
    if (!fields.loginMethods().contains(tokens.method())
        || (accepted.shown() == null && accepted.login() == null)) {
      return null;
    }
    return switch (fields.loginAction()) {
      case "response" ->
          Verdict.json(OK, Json.write(told(accepted))).with("Cache-Control", "no-store");
      case "redirect" -> redirect(accepted);
      default -> null;
    };
  }

  private Verdict.@Nullable Answer redirect(Outcome.Accepted accepted) {
    String configured =
        OpenidConnectConfig.of(
            config.client().loginRedirectUri(), accepted.holder().tokens().client());
    String address = configured == null ? accepted.login() : configured;
    if (address == null) {
      return null;
    }
    Form form = new Form();
    told(accepted)
        .forEach((name, value) ->
            form.add(name, value instanceof String text ? text : Json.write(value)));
    String text = form.text();
    boolean query = config.outcome().loginRedirectMode().equals("query");
    if (!text.isEmpty()) {
      address += query ? (address.indexOf('?') < 0 ? "?" : "&") + text : "#" + text;
    }
    return Verdict.empty(FOUND).with("Location", address).with("Cache-Control", "no-store");
  }

  private Map<String, Object> told(Outcome.Accepted accepted) {
    Map<String, Object> out = new LinkedHashMap<>();
    Holder holder = accepted.holder();
    for (String what : config.outcome().loginTokens()) {
      switch (what) {
        case "id_token" -> put(out, what, holder.tokens().id());
        case "access_token" -> put(out, what, holder.tokens().access());
        case "refresh_token" -> put(out, what, holder.tokens().refresh());
        case "introspection" -> {
          if (!holder.introspection().isEmpty()) {
            out.put(what, holder.introspection());
          }
        }
        default ->
            holder
                .tokens()
                .answer()
                .forEach((name, value) -> {
                  if (value != null) {
                    out.put(String.valueOf(name), value);
                  }
                });
      }
    }
    return out;
  }

  private static void put(Map<String, Object> out, String name, @Nullable Object value) {
    if (value != null) {
      out.put(name, value);
    }
  }
}
