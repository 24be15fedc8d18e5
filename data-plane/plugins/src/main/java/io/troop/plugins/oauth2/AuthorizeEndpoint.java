package io.troop.plugins.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Verdict;
import io.troop.plugin.form.QueryText;
import io.troop.plugins.oauth2.Issuer.Grant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Gives codes and tokens to the application that logs users in, and that knows the provision key.
/// *Thread-safe.* The order of the checks is that of `kong/plugins/oauth2/access.lua`.
final class AuthorizeEndpoint {
  static final Outcome.Refused INVALID_PROVISION_KEY =
      Outcome.refused("invalid_provision_key", "Invalid provision_key");
  static final Outcome.Refused NO_USER =
      Outcome.refused("invalid_authenticated_userid", "Missing authenticated_userid parameter");
  static final Outcome.Refused UNKNOWN_REDIRECT =
      Outcome.refused(
          "invalid_request",
          "Invalid redirect_uri that does not match with any redirect_uri created with the"
              + " application");

  private final OauthConfig config;
  private final Issuer issuer;

  AuthorizeEndpoint(OauthConfig config, Issuer issuer) {
    this.config = config;
    this.issuer = issuer;
  }

  Mono<Verdict> answer(Exchange exchange, Parameters parameters) {
    String state = parameters.text("state");
    Outcome.Refused stranger = strangeness(exchange, parameters);
    if (stranger != null) {
      return Mono.just(stranger.answer(state));
    }
    OauthCredential client = Client.named(exchange, parameters.text("client_id"));
    List<String> redirects = client == null ? null : client.redirectUris();
    Scopes scopes = Scopes.of(config, parameters);
    Challenge challenge = Challenge.of(parameters);
    Outcome.Refused problem = problem(client, parameters, scopes, challenge);
    if (client == null || redirects == null || redirects.isEmpty()) {
      return Mono.just((problem == null ? Outcome.invalidClient(false) : problem).answer(state));
    }
    String asked = parameters.text("redirect_uri");
    String redirect = asked != null && redirects.contains(asked) ? asked : redirects.getFirst();
    if (problem != null) {
      return Mono.just(sentBack(redirect, problem, false, state));
    }
    Grant grant = new Grant(client, parameters.text("authenticated_userid"), scopes.asked());
    boolean implicit = "token".equals(parameters.text("response_type"));
    Mono<Outcome> outcome =
        implicit ? issuer.token(exchange, grant) : issuer.code(exchange, grant, challenge.text());
    return outcome.map(made -> sentBack(redirect, made, implicit, state));
  }

  /// What is wrong with who asks; null for nothing.
  private Outcome.@Nullable Refused strangeness(Exchange exchange, Parameters parameters) {
    Outcome.Refused insecurity = OauthHandler.insecurity(config, exchange.request());
    if (insecurity != null) {
      return insecurity;
    }
    if (!config.provisionKey().equals(parameters.text("provision_key"))) {
      return INVALID_PROVISION_KEY;
    }
    String user = parameters.text("authenticated_userid");
    return user == null || user.isBlank() ? NO_USER : null;
  }

  /// What is wrong with what is asked for; null for nothing. Of several problems the last counts.
  private Outcome.@Nullable Refused problem(
      @Nullable OauthCredential client, Parameters parameters, Scopes scopes, Challenge challenge) {
    List<String> redirects = client == null ? null : client.redirectUris();
    String redirect = parameters.text("redirect_uri");
    if (challenge.problem() != null) {
      return challenge.problem();
    }
    if (client != null && challenge.text() == null && Challenge.isNeeded(config, client, false)) {
      return Outcome.refused(
          "invalid_request", "code_challenge is required for " + client.clientType() + " clients");
    }
    if (redirects == null) {
      return Outcome.invalidClient(false);
    }
    if (redirect != null && !redirects.contains(redirect)) {
      return UNKNOWN_REDIRECT;
    }
    return scopes.problem() != null ? scopes.problem() : responseTypeProblem(parameters);
  }

  private Outcome.@Nullable Refused responseTypeProblem(Parameters parameters) {
    boolean offered =
        switch (parameters.text("response_type")) {
          case "code" -> config.enableAuthorizationCode();
          case "token" -> config.enableImplicitGrant();
          case null, default -> false;
        };
    return offered ? null : Outcome.refused("unsupported_response_type", "Invalid response_type");
  }

  /// Where to send the user, with the outcome in the query or, for a token, in the fragment.
  private static Verdict sentBack(
      String redirect, Outcome outcome, boolean implicit, @Nullable String state) {
    boolean inFragment = implicit && outcome instanceof Outcome.Granted;
    int mark = redirect.indexOf('?');
    String base = mark < 0 ? redirect : redirect.substring(0, mark);
    String query = mark < 0 ? "" : redirect.substring(mark + 1);
    Map<String, Object> told = new TreeMap<>(inFragment ? Map.of() : pairs(query));
    told.putAll(outcome.members());
    if (state != null) {
      told.put("state", state);
    }
    String location =
        inFragment
            ? base + (mark < 0 ? "" : "?" + query) + "#" + encoded(told)
            : base + "?" + encoded(told);
    int status = outcome instanceof Outcome.Refused refused ? refused.status() : 200;
    return Outcome.json(status, Map.of("redirect_uri", location));
  }

  private static Map<String, Object> pairs(String query) {
    Map<String, Object> pairs = new TreeMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = QueryText.decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (!name.isEmpty()) {
        pairs.put(name, equals < 0 ? "true" : QueryText.decoded(pair.substring(equals + 1)));
      }
    }
    return pairs;
  }

  private static String encoded(Map<String, Object> pairs) {
    StringBuilder out = new StringBuilder();
    pairs.forEach((name, value) -> {
      String text = escaped(String.valueOf(value));
      out.append(out.isEmpty() ? "" : "&").append(escaped(name));
      out.append(text.isEmpty() ? "" : "=").append(text);
    });
    return out.toString();
  }

  /// As LuaSocket's `url.escape`: all but letters, digits and `_`.
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c == '_' || (c < 128 && Character.isLetterOrDigit(c))) {
        out.append(c);
      } else {
        out.append("%%%02x".formatted(b & 0xff));
      }
    }
    return out.toString();
  }
}
