package io.troop.plugins.oauth2;

import io.troop.plugin.Exchange;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.entity.Service;
import io.troop.plugins.oauth2.Issuer.Grant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Gives tokens to clients. *Thread-safe.* The order of the checks, of which the last one that
/// fails is told, is that of `kong/plugins/oauth2/access.lua`.
final class TokenEndpoint {
  private static final String CODE = "authorization_code";
  private static final String CLIENT = "client_credentials";
  private static final String PASSWORD = "password";
  private static final String REFRESH = "refresh_token";

  private final OauthConfig config;
  private final Host host;
  private final Issuer issuer;

  TokenEndpoint(OauthConfig config, Host host, Issuer issuer) {
    this.config = config;
    this.host = host;
    this.issuer = issuer;
  }

  Mono<Verdict> answer(Exchange exchange, Parameters parameters) {
    return outcome(exchange, parameters).map(outcome -> outcome.answer(parameters.text("state")));
  }

  private Mono<Outcome> outcome(Exchange exchange, Parameters parameters) {
    Outcome.Refused insecurity = OauthHandler.insecurity(config, exchange.request());
    if (insecurity != null) {
      return Mono.just(insecurity);
    }
    String grant = parameters.text("grant_type");
    Client client = Client.of(config, exchange, parameters);
    Outcome.Refused early = problem(grant, client, parameters);
    return client
        .problem()
        .<Outcome>cast(Outcome.class)
        .switchIfEmpty(
            Mono.defer(() ->
                early != null
                    ? Mono.just(early)
                    : granted(String.valueOf(grant), exchange, parameters, client.credential())));
  }

  private Outcome.@Nullable Refused problem(
      @Nullable String grant, Client client, Parameters parameters) {
    Outcome.Refused problem =
        isOffered(grant) ? null : Outcome.refused("unsupported_grant_type", "Invalid grant_type");
    if (CLIENT.equals(grant)) {
      return problem;
    }
    List<String> redirects = client.redirects();
    if (redirects == null) {
      return Outcome.invalidClient(client.byHeader());
    }
    String redirect = parameters.text("redirect_uri");
    return redirects.isEmpty() || (redirect != null && !redirects.contains(redirect))
        ? AuthorizeEndpoint.UNKNOWN_REDIRECT
        : problem;
  }

  private boolean isOffered(@Nullable String grant) {
    return switch (grant) {
      case CODE, REFRESH -> true;
      case CLIENT -> config.enableClientCredentials();
      case PASSWORD -> config.enablePasswordGrant();
      case null, default -> false;
    };
  }

  private Mono<Outcome> granted(
      String grant, Exchange exchange, Parameters parameters, @Nullable OauthCredential client) {
    if (client == null) {
      return Mono.just(noClient(parameters));
    }
    if (exchange.service() == null && !config.globalCredentials()) {
      throw new IllegalStateException(
          "oauth2: there is no service that tokens could be for (expected: a route with a service,"
              + " or global_credentials)");
    }
    return switch (grant) {
      case CODE -> byCode(exchange, parameters, client);
      case CLIENT -> byClient(exchange, parameters, client);
      case PASSWORD -> byPassword(exchange, parameters, client);
      default -> byRefresh(exchange, parameters, client);
    };
  }

  private Outcome noClient(Parameters parameters) {
    return parameters.text("authenticated_userid") != null && !isProvisioner(parameters)
        ? AuthorizeEndpoint.INVALID_PROVISION_KEY
        : Outcome.invalidClient(false);
  }

  private boolean isProvisioner(Parameters parameters) {
    return config.provisionKey().equals(parameters.text("provision_key"));
  }

  private Mono<Outcome> byCode(Exchange exchange, Parameters parameters, OauthCredential client) {
    String given = parameters.text("code");
    OauthCode code =
        given == null ? null : exchange.entities().find(OauthCode.class, "code", given);
    if (code == null
        || isOfAnotherService(exchange, code.service())
        || !code.credential().id().equals(client.id())) {
      return Mono.just(Outcome.refused("invalid_request", "Invalid code"));
    }
    if (Challenge.isNeeded(config, client, code.challengeMethod() != null)) {
      Outcome.Refused problem = Challenge.problem(parameters, code);
      if (problem != null) {
        return Mono.just(problem);
      }
    }
    Ref plugin = code.plugin();
    if (config.globalCredentials() && plugin != null && !plugin.id().equals(host.pluginId())) {
      return Mono.just(Outcome.refused("invalid_request", "Invalid code"));
    }
    Grant grant = new Grant(client, code.authenticatedUserid(), code.scope());
    return issuer.exchanged(exchange, grant, code);
  }

  private Mono<Outcome> byClient(Exchange exchange, Parameters parameters, OauthCredential client) {
    String user = parameters.text("authenticated_userid");
    if (user != null && !isProvisioner(parameters)) {
      return Mono.just(AuthorizeEndpoint.INVALID_PROVISION_KEY);
    }
    Scopes scopes = Scopes.of(config, parameters);
    return scopes.problem() != null
        ? Mono.just(scopes.problem())
        : issuer.token(exchange, new Grant(client, user, scopes.asked()));
  }

  private Mono<Outcome> byPassword(
      Exchange exchange, Parameters parameters, OauthCredential client) {
    if (!isProvisioner(parameters)) {
      return Mono.just(AuthorizeEndpoint.INVALID_PROVISION_KEY);
    }
    String user = parameters.text("authenticated_userid");
    if (user == null || user.isBlank()) {
      return Mono.just(AuthorizeEndpoint.NO_USER);
    }
    Scopes scopes = Scopes.of(config, parameters);
    return scopes.problem() != null
        ? Mono.just(scopes.problem())
        : issuer.refreshableToken(exchange, new Grant(client, user, scopes.asked()));
  }

  private Mono<Outcome> byRefresh(
      Exchange exchange, Parameters parameters, OauthCredential client) {
    String given = parameters.text("refresh_token");
    OauthToken token =
        given == null ? null : exchange.entities().find(OauthToken.class, "refresh_token", given);
    if (token == null || isOfAnotherService(exchange, token.service())) {
      return Mono.just(Outcome.refused("invalid_request", "Invalid refresh_token"));
    }
    if (!token.credential().id().equals(client.id())) {
      return Mono.just(Outcome.invalidClient(false));
    }
    List<String> offered = config.scopes();
    if (token.scope() != null
        && (offered == null || !offered.containsAll(Scopes.words(token.scope())))) {
      return Mono.just(Outcome.refused("invalid_scope", "Scope mismatch"));
    }
    Grant grant = new Grant(client, token.authenticatedUserid(), token.scope());
    return issuer.refreshed(exchange, grant, token);
  }

  private boolean isOfAnotherService(Exchange exchange, @Nullable Ref service) {
    Service current = exchange.service();
    UUID wanted = service == null ? null : service.id();
    return !config.globalCredentials() && (current == null || !current.id().equals(wanted));
  }
}
