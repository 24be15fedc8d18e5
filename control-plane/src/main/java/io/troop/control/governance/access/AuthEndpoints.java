package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.Sender;
import io.troop.control.store.Workspaces;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Signing in for people who work in a browser.
@Component
@Order(20)
final class AuthEndpoints implements EndpointSource {

  private final SignIn signIn;
  private final Sessions sessions;
  private final AccountStore store;
  private final AccessSettings settings;
  private final Workspaces workspaces;
  private final Passwords passwords;

  AuthEndpoints(
      SignIn signIn,
      Sessions sessions,
      AccountStore store,
      AccessSettings settings,
      Workspaces workspaces,
      Passwords passwords) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.store = store;
    this.settings = settings;
    this.workspaces = workspaces;
    this.passwords = passwords;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("POST", "/auth/sign-in", this::signIn)
        .add("POST", "/auth/sign-out", this::signOut)
        .add("GET", "/auth/me", this::me)
        .add("PUT", "/auth/password", this::password);
  }

  private Answer signIn(Call call) {
    Map<String, @Nullable Object> fields = call.body().fields();
    Sender sender = call.request().sender();
    if (!Origins.isOurs(sender, settings.guiUrls())) {
      return Answer.message(
          403, "the page that asked is not ours (expected: its origin in admin_gui_url)");
    }
    if (!(fields.get("username") instanceof String name)
        || !(fields.get("password") instanceof String password)) {
      return Answer.message(400, "expected: {\"username\": text, \"password\": text}");
    }
    User user = signIn.check(name, password, sender);
    Sessions.token(sender).ifPresent(sessions::end);
    String token = sessions.begin(user.id());
    return Answer.ok(shown(call, user, token))
        .with("Set-Cookie", sessions.cookie(token, sender.secure()))
        .with("Cache-Control", "no-store");
  }

  private Answer signOut(Call call) {
    Sender sender = call.request().sender();
    Sessions.token(sender).ifPresent(sessions::end);
    return Answer.noContent().with("Set-Cookie", Sessions.noCookie(sender.secure()));
  }

  private Answer me(Call call) {
    Optional<User> user = Optional.ofNullable(call.caller().user()).flatMap(store.accounts()::user);
    if (user.isEmpty()) {
      // Without RBAC nobody needs to sign in.
      return Answer.ok(nobody()).with("Cache-Control", "no-store");
    }
    String token = Sessions.token(call.request().sender()).orElse(null);
    return Answer.ok(shown(call, user.get(), token)).with("Cache-Control", "no-store");
  }

  private Map<String, @Nullable Object> nobody() {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("user", null);
    answer.put("roles", List.of());
    answer.put("csrf", null);
    answer.put("rbac", mode());
    return answer;
  }

  private Map<String, @Nullable Object> shown(Call call, User user, @Nullable String token) {
    Accounts accounts = store.accounts();
    Grants grants = accounts.grants(user);
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("id", user.id().toString());
    about.put("name", user.name());
    about.put("comment", user.comment());
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("user", about);
    answer.put("roles", accounts.rolesOf(user).stream().map(Role::name).toList());
    answer.put("csrf", token == null ? null : Sessions.csrf(token));
    answer.put("rbac", mode());
    answer.put(
        "workspaces",
        workspaces.all(call.controlPlane()).stream()
            .map(Workspaces.Workspace::name)
            .filter(name ->
                !settings.enforced() || grants.allows(name, List.of("services"), Action.READ))
            .toList());
    return answer;
  }

  private String mode() {
    return settings.mode().name().toLowerCase(Locale.ROOT);
  }

  private Answer password(Call call) {
    User user =
        Optional.ofNullable(call.caller().user())
            .flatMap(store.accounts()::user)
            .orElseThrow(Identities::refused);
    Map<String, @Nullable Object> fields = call.body().fields();
    if (!(fields.get("password") instanceof String now)
        || !(fields.get("new_password") instanceof String wanted)) {
      throw new AdminErrors.Refused(
          Answer.message(400, "expected: {\"password\": text, \"new_password\": text}"));
    }
    signIn.check(user.name(), now, call.request().sender());
    passwords.change(user.id(), wanted);
    return Answer.noContent()
        .with("Set-Cookie", Sessions.noCookie(call.request().sender().secure()));
  }
}
