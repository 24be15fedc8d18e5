package io.troop.plugins.openidconnect;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.form.FormBody;
import io.troop.plugin.form.QueryText;
import io.troop.plugin.tools.HttpReply;
import io.troop.session.CookieSeal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Lets in whom the provider knows. *Thread-safe.*
class OpenidConnectHandler implements Handler.OnRequestAsync, Handler.OnResponse {
  private static final Logger LOG = LoggerFactory.getLogger(OpenidConnectHandler.class);
  private static final int LONGEST_BODY = 1 << 20;
  private static final Exchange.Slot<Consumer<Headers.Mutable>> ANSWER =
      new Exchange.Slot<>("openid-connect");

  private final OpenidConnectConfig config;
  private final Flow flow;
  private final ClientAuthentication clients;
  private final Sessions sessions;
  private final Admission admission;
  private final Telling telling;
  private final Answers answers;

  /// What outlives a change of the gateway's configuration.
  private record Kept(
      Provider provider, ProviderCalls calls, CookieSeal seal, @Nullable DpopProofs proofs) {}

  OpenidConnectHandler(OpenidConnectConfig config, Host host) {
    this.config = config;
    RandomGenerator random = new SecureRandom();
    Kept kept =
        host.keep(
            List.of("openid-connect", config),
            Kept.class,
            () -> {
              Provider provider = new Provider(config, host);
              String secret = secret(config, host, random);
              VerificationFields rules = config.verification();
              return new Kept(
                  provider,
                  new ProviderCalls(config, provider, host),
                  new CookieSeal(secret, random),
                  rules.takesProofs() ? new DpopProofs(rules, host.clock(), secret) : null);
            });
    this.sessions = new Sessions(config.session(), host, kept.seal(), random);
    Login login = new Login(config, kept.provider(), kept.calls(), host, kept.seal(), random);
    this.flow = new Flow(config, kept.provider(), kept.calls(), sessions, login, host);
    this.clients = kept.calls().clients();
    this.admission = new Admission(config, kept.proofs());
    this.telling = new Telling(config.headers());
    this.answers = new Answers(config);
  }

  /// What cookies are encrypted with. A client's secret is the same on all nodes, so that a session
  /// begun at one goes on at another.
  private static String secret(OpenidConnectConfig config, Host host, RandomGenerator random) {
    String given = config.session().sessionSecret();
    if (given == null) {
      String ofClient = OpenidConnectConfig.of(config.client().clientSecret(), 0);
      given = ofClient == null ? "" : ofClient;
    }
    String secret = given.isEmpty() ? "" : host.resolve(given);
    // A secret whose vault is away is empty; everybody could open what that seals.
    if (secret.isBlank()) {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      secret = HexFormat.of().formatHex(bytes);
    }
    return config.provider().issuer() + "\0" + secret;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    Exchange.Request request = exchange.request();
    boolean preflight =
        !config.credentials().runOnPreflight() && request.method().equals("OPTIONS");
    boolean known =
        config.credentials().anonymous() != null && exchange.identity().isAuthenticated();
    if (preflight || known) {
      return Mono.just(Verdict.PROCEED);
    }
    clients.certificate(exchange.entities());
    Mono<Optional<FormBody>> body =
        flow.looksAtBodies() ? FormBody.read(request, LONGEST_BODY) : Mono.just(Optional.empty());
    Mono<Ready> ready =
        body.map(form -> new Visit(request, form.orElse(null))).flatMap(this::ready);
    return exchange.onLoop(ready).flatMap(found -> verdict(exchange, found));
  }

  private Mono<Ready> ready(Visit visit) {
    Mono<Optional<Session>> session =
        config.accepts("session")
            ? sessions.find(visit.request()).map(Optional::of).defaultIfEmpty(Optional.empty())
            : Mono.just(Optional.empty());
    return session
        .flatMap(found ->
            flow.of(visit, found.orElse(null))
                .onErrorResume(failure -> Mono.just(new Outcome.Refused(refusal(failure))))
                .map(outcome -> new Ready(visit, found.orElse(null), outcome)))
        .onErrorResume(
            failure -> Mono.just(new Ready(visit, null, new Outcome.Refused(refusal(failure)))));
  }

  /// @param session what the request brought; null for none
  private record Ready(Visit visit, @Nullable Session session, Outcome outcome) {}

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    LOG.error("a request can't be authenticated", failure);
    return Refusal.unexpected(String.valueOf(failure.getMessage()));
  }

  private Mono<Verdict> verdict(Exchange exchange, Ready ready) {
    return switch (ready.outcome()) {
      case Outcome.Accepted accepted -> accepted(exchange, ready, accepted);
      case Outcome.Answered(Verdict.Answer answer, List<String> cookies) -> {
        answering(exchange, headers -> cookies.forEach(line -> headers.add("Set-Cookie", line)));
        yield Mono.just(answer);
      }
      case Outcome.Refused(Refusal refusal) -> refused(exchange, ready, refusal);
    };
  }

  /// What is not in a cookie has to be kept before the client is told that it is.
  private Mono<Verdict> accepted(Exchange exchange, Ready ready, Outcome.Accepted accepted) {
    Session session = accepted.session();
    List<String> cookies = new ArrayList<>(accepted.cookies());
    boolean isNew = session != null && !session.equals(ready.session());
    try {
      admission.admit(exchange, accepted.holder());
      if (session != null && isNew) {
        cookies.addAll(sessions.cookies(exchange.request(), session));
      }
    } catch (Refusal refusal) {
      return refused(exchange, ready, refusal);
    }
    if (session == null || !isNew) {
      return Mono.just(letIn(exchange, ready.visit(), accepted, cookies));
    }
    return exchange
        .onLoop(sessions.store(session).thenReturn(true))
        .map(_ -> letIn(exchange, ready.visit(), accepted, cookies))
        .onErrorResume(failure -> refused(exchange, ready, refusal(failure)));
  }

  private Verdict letIn(
      Exchange exchange, Visit visit, Outcome.Accepted accepted, List<String> cookies) {
    Holder holder = accepted.holder();
    Session session = accepted.session();
    if (config.credentials().hideCredentials()) {
      hide(exchange, visit, accepted.shown());
    }
    if (accepted.login() != null) {
      exchange.outbound().query(Login.without(exchange.outbound().query()));
    }
    Headers.Mutable outbound = exchange.outbound().headers();
    telling.upstream(outbound, holder, session);
    if (config.verification().takesProofs()) {
      unbind(outbound);
    }
    if (session != null) {
      sessions.tell(outbound, config.session().sessionRequestHeaders(), session);
    }
    answering(
        exchange,
        headers -> {
          cookies.forEach(line -> headers.add("Set-Cookie", line));
          telling.downstream(headers, holder, session);
          if (session != null) {
            sessions.tell(headers, config.session().sessionResponseHeaders(), session);
          }
          replay(headers, accepted);
        });
    Verdict.Answer login = answers.login(accepted);
    return login == null ? Verdict.PROCEED : login;
  }

  private Mono<Verdict> refused(Exchange exchange, Ready ready, Refusal refusal) {
    if (refusal.kind() == Refusal.Kind.UNEXPECTED) {
      LOG.error("{}: {}", config.provider().issuer(), refusal.reason());
    } else {
      LOG.debug("{}: {}", config.provider().issuer(), refusal.reason());
    }
    OutcomeFields fields = config.outcome();
    boolean ends =
        switch (refusal.kind()) {
          case UNAUTHORIZED -> fields.unauthorizedDestroySession();
          case FORBIDDEN -> fields.forbiddenDestroySession();
          case UNEXPECTED -> false;
        };
    if (ends) {
      List<String> cookies = sessions.ends(exchange.request());
      answering(exchange, headers -> cookies.forEach(line -> headers.add("Set-Cookie", line)));
    }
    String anonymous = config.credentials().anonymous();
    Verdict verdict =
        anonymous == null || refusal.kind() == Refusal.Kind.UNEXPECTED
            ? answers.refusal(refusal)
            : Authentication.standIn(exchange, anonymous);
    Session session = ready.session();
    return ends && session != null
        ? exchange.onLoop(forgotten(session).thenReturn(verdict))
        : Mono.just(verdict);
  }

  /// The client's cookie ends in any case.
  private Mono<Void> forgotten(Session session) {
    return sessions
        .forget(session)
        .onErrorResume(failure -> {
          LOG.warn("a session that was ended stays in Redis: {}", failure.getMessage());
          return Mono.empty();
        });
  }

  /// The upstream gets a bearer token: the proof was for the gateway.
  private static void unbind(Headers.Mutable outbound) {
    outbound.remove("DPoP");
    String token = outbound.get("Authorization");
    if (token != null && token.regionMatches(true, 0, "dpop ", 0, 5)) {
      outbound.set("Authorization", "Bearer " + token.substring(5).strip());
    }
  }

  private static void hide(Exchange exchange, Visit visit, @Nullable Shown shown) {
    if (shown == null) {
      return;
    }
    shown.headers().forEach(exchange.outbound().headers()::remove);
    FormBody form = visit.body();
    boolean changed = false;
    for (String name : shown.arguments()) {
      exchange.outbound().query(QueryText.without(exchange.outbound().query(), name));
      if (form != null && !form.values(name).isEmpty()) {
        form = form.without(name);
        changed = true;
      }
    }
    if (changed && form != null) {
      exchange.outbound().body(form.buffer());
    }
  }

  /// Hands headers of the token endpoint's answer on to the client.
  private void replay(Headers.Mutable headers, Outcome.Accepted accepted) {
    CallsFields fields = config.calls();
    List<String> grants = OpenidConnectConfig.list(fields.tokenHeadersGrants());
    HttpReply reply = accepted.reply();
    if (reply == null
        || !(grants.isEmpty() || grants.contains(accepted.holder().tokens().method()))) {
      return;
    }
    String prefix = fields.tokenHeadersPrefix() == null ? "" : fields.tokenHeadersPrefix();
    for (String name : OpenidConnectConfig.list(fields.tokenHeadersReplay())) {
      String value = reply.header(name);
      if (value != null) {
        headers.set(prefix + name, value);
      }
    }
  }

  private static void answering(Exchange exchange, Consumer<Headers.Mutable> change) {
    exchange.set(ANSWER, change);
  }

  @Override
  public void onResponse(Exchange exchange) {
    Consumer<Headers.Mutable> change = exchange.get(ANSWER);
    if (change != null) {
      change.accept(exchange.response().headers());
    }
  }
}
