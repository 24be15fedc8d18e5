package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.Sender;
import io.troop.control.document.Json;
import io.troop.control.keys.KeyRing;
import io.troop.control.remote.Http;
import io.troop.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Signing in through an OpenID provider, by authorization code with PKCE. What has to be known
/// again when the browser comes back is in a cookie that only we can read: any control plane of the
/// installation can go on.
@Component
@Order(20)
class OidcEndpoints implements EndpointSource {

  static final String COOKIE = "troop_oidc";

  private static final Logger LOG = LoggerFactory.getLogger(OidcEndpoints.class);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int MOST_FAILURES = 30;

  private final Optional<OidcSettings> settings;
  private final Optional<OidcProvider> provider;
  private final OidcUsers users;
  private final Sessions sessions;
  private final Secrets secrets;
  private final KeyRing ring;
  private final InstantSource clock;
  private final Attempts attempts;

  OidcEndpoints(
      Settings settings,
      OidcUsers users,
      Sessions sessions,
      Secrets secrets,
      KeyRing ring,
      InstantSource clock) {
    this.settings = OidcSettings.of(settings);
    this.provider = this.settings.map(each -> new OidcProvider(each, new Http(), clock));
    this.users = users;
    this.sessions = sessions;
    this.secrets = secrets;
    this.ring = ring;
    this.clock = clock;
    this.attempts = new Attempts(MOST_FAILURES, Duration.ofMinutes(5), clock);
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/auth/methods", _ -> methods())
        .add("GET", "/auth/oidc/start", this::start)
        .add("GET", "/auth/oidc/callback", this::callback);
  }

  private Answer methods() {
    Map<String, @Nullable Object> methods = new LinkedHashMap<>();
    methods.put("password", true);
    methods.put("oidc", settings.isPresent() ? Map.of("start", "/auth/oidc/start") : null);
    return Answer.ok(methods).with("Cache-Control", "no-store");
  }

  private Answer start(Call call) {
    if (provider.isEmpty()) {
      return Answer.notFound();
    }
    String state = secrets.fresh();
    String nonce = secrets.fresh();
    String verifier = secrets.fresh();
    String challenge =
        Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.digest(verifier));
    try {
      String target = provider.get().authorization(state, nonce, challenge).toString();
      Map<String, Object> kept = new LinkedHashMap<>();
      kept.put("state", state);
      kept.put("nonce", nonce);
      kept.put("verifier", verifier);
      kept.put("until", clock.instant().plus(PATIENCE).getEpochSecond());
      byte[] hidden = ring.encrypt(Json.text(kept).getBytes(StandardCharsets.UTF_8), COOKIE);
      String value = Base64.getUrlEncoder().withoutPadding().encodeToString(hidden);
      return redirect(target)
          .with(
              "Set-Cookie", cookie(value, PATIENCE.toSeconds(), call.request().sender().secure()));
    } catch (IOException | OidcProvider.Disbelief problem) {
      LOG.warn("nobody can sign in at {}: {}", settings.orElseThrow(), problem.getMessage());
      return Answer.message(502, "the OpenID provider does not answer as it should");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Answer.message(503, "stopped");
    }
  }

  private static Answer redirect(String target) {
    return Answer.of(302, null).with("Location", target).with("Cache-Control", "no-store");
  }

  /// Lax: the provider sends the browser back, and a strict cookie would stay behind.
  private static String cookie(String value, long seconds, boolean secure) {
    return COOKIE
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Lax"
        + (secure ? "; Secure" : "");
  }

  private Answer callback(Call call) {
    if (provider.isEmpty()) {
      return Answer.notFound();
    }
    Sender sender = call.request().sender();
    Duration closed = attempts.closedFor(sender.address());
    if (closed.isPositive()) {
      throw Identities.tooMany(closed);
    }
    try {
      User user = users.of(settings.orElseThrow(), claims(call, sender));
      if (!user.enabled() || user.roles().isEmpty()) {
        throw new AdminErrors.Refused(
            Answer.message(
                403, user.name() + " is disabled, or no group leads to a role any more"));
      }
      Sessions.token(sender).ifPresent(sessions::end);
      String session = sessions.begin(user.id());
      return redirect(settings.orElseThrow().after())
          .with("Set-Cookie", sessions.cookie(session, sender.secure()));
    } catch (IOException | OidcProvider.Disbelief problem) {
      attempts.failed(sender.address());
      LOG.warn("a sign-in at {} failed: {}", settings.orElseThrow(), problem.getMessage());
      return Answer.message(401, "signing in failed; begin anew at /auth/oidc/start");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Answer.message(503, "stopped");
    }
  }

  private Map<?, ?> claims(Call call, Sender sender)
      throws IOException, InterruptedException, OidcProvider.Disbelief {
    Map<String, @Nullable Object> kept = kept(sender);
    String state = call.argument("state").orElse("");
    if (!java.security.MessageDigest.isEqual(
        Secrets.digest(String.valueOf(kept.get("state"))), Secrets.digest(state))) {
      throw new OidcProvider.Disbelief("the state is that of another browser");
    }
    String code =
        call.argument("code")
            .orElseThrow(() ->
                new OidcProvider.Disbelief(
                    "the provider refused: " + call.argument("error").orElse("no code")));
    return provider
        .orElseThrow()
        .claims(code, String.valueOf(kept.get("verifier")), String.valueOf(kept.get("nonce")));
  }

  private Map<String, @Nullable Object> kept(Sender sender) throws OidcProvider.Disbelief {
    String value =
        Sessions.cookie(sender, COOKIE)
            .orElseThrow(() -> new OidcProvider.Disbelief("the cookie is missing"));
    try {
      byte[] hidden = ring.decrypt(Base64.getUrlDecoder().decode(value), COOKIE);
      Map<String, @Nullable Object> kept = Json.object(new String(hidden, StandardCharsets.UTF_8));
      if (kept.get("until") instanceof Number until
          && until.longValue() > clock.instant().getEpochSecond()) {
        return kept;
      }
      throw new OidcProvider.Disbelief("it took too long");
    } catch (IllegalArgumentException | io.troop.certs.TrustException | Json.Malformed _) {
      throw new OidcProvider.Disbelief("the cookie is not ours");
    }
  }
}
