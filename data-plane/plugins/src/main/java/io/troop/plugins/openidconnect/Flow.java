package io.troop.plugins.openidconnect;

import io.troop.jose.Token;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugins.openidconnect.Outcome.Accepted;
import io.troop.plugins.openidconnect.TokenVerifier.Verified;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// The way of a request, from what it shows to what comes of it. *Thread-safe.* It reads requests
/// and changes nothing.
final class Flow {
  private static final Logger LOG = LoggerFactory.getLogger(Flow.class);
  private static final int FOUND = 302;
  private static final int OK = 200;

  private final OpenidConnectConfig config;
  private final Provider provider;
  private final ProviderCalls calls;
  private final TokenVerifier verifier;
  private final Credentials credentials;
  private final Sessions sessions;
  private final Login login;
  private final Host host;

  Flow(
      OpenidConnectConfig config,
      Provider provider,
      ProviderCalls calls,
      Sessions sessions,
      Login login,
      Host host) {
    this.config = config;
    this.provider = provider;
    this.calls = calls;
    this.verifier = new TokenVerifier(config, provider, host);
    this.credentials = new Credentials(config);
    this.sessions = sessions;
    this.login = login;
    this.host = host;
  }

  /// What comes of a request; fails with a [Refusal] when it is not let in.
  ///
  /// @param session the one that the request brings; null for none
  Mono<Outcome> of(Visit visit, @Nullable Session session) {
    if (asksForLogout(visit)) {
      return logout(visit, session);
    }
    if (session == null) {
      return withoutSession(visit);
    }
    return ofSession(visit, session)
        .onErrorResume(
            failure ->
                failure instanceof Refusal refusal && refusal.kind() == Refusal.Kind.UNAUTHORIZED,
            _ -> withoutSession(visit));
  }

  private Mono<Outcome> withoutSession(Visit visit) {
    List<Shown> shown = credentials.of(visit);
    if (!shown.isEmpty()) {
      Mono<Outcome> first = ofShown(visit, shown.getFirst());
      return shown.size() == 1
          ? first
          : first.onErrorResume(
              failure ->
                  failure instanceof Refusal refusal && refusal.kind() == Refusal.Kind.UNAUTHORIZED,
              _ -> ofShown(visit, shown.getLast()));
    }
    if (!config.accepts("authorization_code")) {
      return Mono.error(Refusal.nothingShown());
    }
    Login.Pending pending = login.pending(visit);
    return pending == null ? login.begin(visit, client(visit)) : loggedIn(visit, pending);
  }

  /// Which of the configured clients the request names; the first when it names none.
  private int client(Visit visit) {
    String named = visit.any(config.client().clientArg());
    int index =
        named == null
            ? -1
            : OpenidConnectConfig.list(config.client().clientId()).stream()
                .map(host::resolve)
                .toList()
                .indexOf(named);
    return Math.max(0, index);
  }

  private Mono<Outcome> ofShown(Visit visit, Shown shown) {
    int client = client(visit);
    Mono<Accepted> accepted =
        switch (shown) {
          case Shown.Bearer bearer -> bearer(visit, bearer, client).map(Accepted::of);
          case Shown.Refresh refresh ->
              granted(
                  visit,
                  "refresh_token",
                  refresh.token(),
                  calls.clients().party(client),
                  () ->
                      new Form()
                          .add("grant_type", "refresh_token")
                          .add("refresh_token", refresh.token()),
                  null);
          case Shown.Password password ->
              granted(
                  visit,
                  "password",
                  password.name() + "\0" + password.password(),
                  calls.clients().party(client),
                  () ->
                      new Form()
                          .add("grant_type", "password")
                          .add("username", password.name())
                          .add("password", password.password())
                          .add("scope", login.scopes()),
                  null);
          case Shown.Client own ->
              granted(
                  visit,
                  "client_credentials",
                  own.id() + "\0" + own.secret(),
                  new ClientAuthentication.Party(own.id(), own.secret(), client),
                  () ->
                      new Form()
                          .add("grant_type", "client_credentials")
                          .add("scope", login.scopes()),
                  null);
        };
    return accepted.map(found -> withNewSession(found.shown(shown)));
  }

  private Accepted withNewSession(Accepted accepted) {
    Tokens tokens = accepted.holder().tokens();
    if (!config.accepts("session")
        || OpenidConnectConfig.list(config.session().disableSession()).contains(tokens.method())) {
      return accepted;
    }
    return accepted.session(sessions.begin(tokens, subject(accepted.holder())));
  }

  private static @Nullable String subject(Holder holder) {
    return holder.claim(List.of("sub")) instanceof String subject ? subject : null;
  }

  /// A token as the client shows it: verified here, or by the provider.
  private Mono<Holder> bearer(Visit visit, Shown.Bearer bearer, int client) {
    String token = bearer.token();
    String identity = bearer.identity();
    Mono<Holder> holder;
    if (config.accepts("bearer") && TokenVerifier.isToken(token)) {
      Holder found = Holder.of(Tokens.shown("bearer", client, token, identity));
      holder = verifier.access(token, "bearer", client).map(found::access);
      if (config.verification().introspectJwtTokens()) {
        holder = holder.flatMap(known -> introspected(known, visit));
      }
    } else {
      holder = opaque(visit, token, identity, client);
    }
    return holder
        .flatMap(known ->
            identity == null
                ? Mono.just(known)
                : verifier
                    .identity(identity, known.tokens().method(), client, null)
                    .map(known::identity))
        .flatMap(known -> user(known, visit));
  }

  private Mono<Holder> opaque(Visit visit, String token, @Nullable String identity, int client) {
    if (!config.accepts("introspection") && !config.accepts("userinfo")) {
      return Mono.error(Refusal.unauthorized("the token is of no kind that is accepted"));
    }
    return provider
        .metadata()
        .flatMap(metadata -> {
          boolean introspects =
              config.accepts("introspection")
                  && metadata.endpointOrNull(
                          "introspection_endpoint", config.provider().introspectionEndpoint())
                      != null;
          if (introspects) {
            return introspected(
                Holder.of(Tokens.shown("introspection", client, token, identity)), visit);
          }
          if (!config.accepts("userinfo")) {
            return Mono.error(Refusal.unauthorized("the token is of no kind that is accepted"));
          }
          Holder holder = Holder.of(Tokens.shown("userinfo", client, token, identity));
          return calls.userinfo(token, visit).map(holder::userinfo);
        });
  }

  private Mono<Holder> introspected(Holder holder, Visit visit) {
    String token = Objects.requireNonNull(holder.tokens().access());
    return calls
        .introspect(token, visit, holder.tokens().client())
        .map(claims -> {
          if (config.verification().introspectionCheckActive()
              && !Boolean.TRUE.equals(claims.get("active"))) {
            throw Refusal.unauthorized("the token is not active");
          }
          if (config.verification().verifyClaims() && isOver(claims.get("exp"))) {
            throw Refusal.unauthorized("token has expired");
          }
          return holder.introspection(claims);
        });
  }

  private boolean isOver(@Nullable Object end) {
    return end instanceof Number moment
        && moment.doubleValue() + config.verification().leeway()
            <= host.clock().instant().getEpochSecond();
  }

  /// With the user's claims, when these are to be looked at.
  private Mono<Holder> user(Holder holder, Visit visit) {
    String token = holder.tokens().access();
    boolean wanted =
        config.calls().searchUserInfo()
            || config.headers().upstreamUserInfoHeader() != null
            || config.headers().downstreamUserInfoHeader() != null;
    return !wanted || token == null || !holder.userinfo().isEmpty()
        ? Mono.just(holder)
        : calls.userinfo(token, visit).map(holder::userinfo);
  }

  /// Tokens of the token endpoint.
  ///
  /// @param key what the same request is known by; null for a request that is made but once
  private Mono<Accepted> granted(
      Visit visit,
      String method,
      @Nullable String key,
      ClientAuthentication.Party party,
      java.util.function.Supplier<Form> form,
      Login.@Nullable Pending pending) {
    return calls
        .grant(key == null ? null : method + "\0" + party.index() + "\0" + key, visit, party, form)
        .flatMap(granted -> {
          Tokens tokens =
              Tokens.granted(method, party.index(), granted.answer(), granted.at(), null);
          return verified(tokens, pending, visit)
              .map(holder -> Accepted.of(holder).reply(granted.reply()));
        });
  }

  /// What tokens of the token endpoint say.
  private Mono<Holder> verified(Tokens tokens, Login.@Nullable Pending pending, Visit visit) {
    String access = tokens.access();
    String identity = tokens.id();
    if (pending != null && identity == null && config.authorization().scopes().contains("openid")) {
      return Mono.error(Refusal.unauthorized("the provider gave no ID token"));
    }
    Holder holder = Holder.of(tokens);
    Mono<Holder> first =
        TokenVerifier.isToken(access)
            ? verifier
                .access(Objects.requireNonNull(access), tokens.method(), tokens.client())
                .map(holder::access)
            : Mono.just(holder);
    return first
        .flatMap(known ->
            identity == null
                ? Mono.just(known)
                : verifier
                    .identity(
                        identity,
                        tokens.method(),
                        tokens.client(),
                        pending == null ? null : pending.nonce())
                    .map(known::identity))
        .flatMap(known -> user(known, visit));
  }

  private Mono<Outcome> loggedIn(Visit visit, Login.Pending pending) {
    Form form;
    try {
      form = login.grant(visit, pending);
    } catch (Refusal e) {
      return Mono.error(e);
    }
    ClientAuthentication.Party party = calls.clients().party(pending.client());
    return provider
        .metadata()
        .doOnNext(metadata -> {
          String issuer = visit.argument("iss");
          if (issuer != null && metadata.issuer() != null && !issuer.equals(metadata.issuer())) {
            throw Refusal.unauthorized("the answer comes from another provider");
          }
        })
        .then(
            Mono.defer(
                () -> granted(visit, "authorization_code", null, party, () -> form, pending)))
        .map(accepted ->
            withNewSession(accepted.login(pending.address()).cookies(List.of(login.end(visit)))));
  }

  private Mono<Outcome> ofSession(Visit visit, Session session) {
    Tokens tokens = session.tokens();
    if (tokens.access() == null) {
      return Mono.error(Refusal.unauthorized("the session has no token"));
    }
    if (!isOver(sessionEnd(tokens))) {
      return kept(visit, tokens)
          .map(holder -> Accepted.of(holder).session(sessions.refreshed(session)));
    }
    String refresh = tokens.refresh();
    if (refresh == null || !config.session().refreshTokens()) {
      return Mono.error(Refusal.unauthorized("the session's token has expired"));
    }
    return calls
        .grant(
            "session\0" + tokens.client() + "\0" + refresh,
            visit,
            calls.clients().party(tokens.client()),
            () -> new Form().add("grant_type", "refresh_token").add("refresh_token", refresh))
        .flatMap(granted -> {
          Tokens newer =
              Tokens.granted(
                  tokens.method(), tokens.client(), granted.answer(), granted.at(), tokens);
          // An ID token that was not given anew was good when it was, and may be over by now.
          boolean newIdentity = granted.answer().get("id_token") instanceof String;
          return (newIdentity ? verified(newer, null, visit) : kept(visit, newer))
              .map(holder ->
                  Accepted.of(holder)
                      .reply(granted.reply())
                      .session(sessions.refreshed(session).holding(newer)));
        });
  }

  private static @Nullable Long sessionEnd(Tokens tokens) {
    if (tokens.expiresAt() > 0) {
      return tokens.expiresAt();
    }
    return unverified(tokens.access()).claims().get("exp") instanceof Number end
        ? end.longValue()
        : null;
  }

  /// What the tokens of a session say. They were verified when it began, and nobody else can have
  /// put them into its cookie.
  private Mono<Holder> kept(Visit visit, Tokens tokens) {
    Holder holder = Holder.of(tokens);
    String access = Objects.requireNonNull(tokens.access());
    Mono<Holder> known;
    if (config.session().reverify() && TokenVerifier.isToken(access)) {
      known = verifier.access(access, "session", tokens.client()).map(holder::access);
    } else {
      known = Mono.just(holder.access(unverified(access)));
    }
    return known
        .map(found -> found.identity(unverified(tokens.id())))
        .flatMap(found ->
            switch (tokens.method()) {
              case "introspection" -> introspected(found, visit);
              case "userinfo" -> calls.userinfo(access, visit).map(found::userinfo);
              default -> Mono.just(found);
            })
        .flatMap(found -> user(found, visit));
  }

  private static Verified unverified(@Nullable String token) {
    try {
      return token == null ? Verified.NOTHING : new Verified(Token.parse(token).claims(), null);
    } catch (Token.Unreadable opaque) {
      return Verified.NOTHING;
    }
  }

  /// Whether a body may log out, so that it has to be read.
  boolean looksAtBodies() {
    return config.outcome().logoutPostArg() != null
        || credentials.looksAtBodies()
        || (config.accepts("authorization_code")
            && config.authorization().responseMode().equals("form_post"));
  }

  private boolean asksForLogout(Visit visit) {
    OutcomeFields fields = config.outcome();
    if (!fields.logoutMethods().contains(visit.request().method())) {
      return false;
    }
    String query = fields.logoutQueryArg();
    String post = fields.logoutPostArg();
    String suffix = fields.logoutUriSuffix();
    return (query != null && !visit.request().queryValues(query).isEmpty())
        || (post != null && visit.body() != null && !visit.body().values(post).isEmpty())
        || (suffix != null && visit.request().path().endsWith(suffix));
  }

  private Mono<Outcome> logout(Visit visit, @Nullable Session session) {
    Mono<Void> revoked = session == null ? Mono.empty() : revoked(session.tokens());
    Mono<Void> forgotten = session == null ? Mono.empty() : sessions.forget(session);
    return revoked
        .then(forgotten)
        .then(provider.metadata().onErrorResume(_ -> Mono.just(nothingKnown())))
        .map(metadata ->
            new Outcome.Answered(
                loggedOut(visit, session, metadata), sessions.ends(visit.request())));
  }

  private Metadata nothingKnown() {
    return new Metadata(Map.of(), List.of(), host.clock().instant());
  }

  private Mono<Void> revoked(Tokens tokens) {
    OutcomeFields fields = config.outcome();
    if (!fields.logoutRevoke()) {
      return Mono.empty();
    }
    return Mono.whenDelayError(
            Stream.of(
                    revoked(
                        fields.logoutRevokeRefreshToken(),
                        tokens.refresh(),
                        "refresh_token",
                        tokens.client()),
                    revoked(
                        fields.logoutRevokeAccessToken(),
                        tokens.access(),
                        "access_token",
                        tokens.client()))
                .toList())
        .onErrorResume(failure -> {
          LOG.error("tokens are not revoked: {}", failure.getMessage());
          return Mono.empty();
        });
  }

  private Mono<Void> revoked(boolean wanted, @Nullable String token, String hint, int client) {
    return wanted && token != null ? calls.revoke(token, hint, client) : Mono.empty();
  }

  private Verdict.Answer loggedOut(Visit visit, @Nullable Session session, Metadata metadata) {
    int client = session == null ? client(visit) : session.tokens().client();
    String configured = OpenidConnectConfig.of(config.client().logoutRedirectUri(), client);
    String after = configured == null ? null : host.resolve(configured);
    URI end =
        metadata.endpointOrNull("end_session_endpoint", config.provider().endSessionEndpoint());
    if (end == null && after == null) {
      return Verdict.empty(OK);
    }
    String address =
        end == null
            ? after
            : new Form()
                .add("id_token_hint", session == null ? null : session.tokens().id())
                .add("client_id", calls.clients().party(client).id())
                .add("post_logout_redirect_uri", after)
                .behind(end);
    return Verdict.empty(FOUND)
        .with("Location", Objects.requireNonNull(address))
        .with("Cache-Control", "no-store");
  }
}
