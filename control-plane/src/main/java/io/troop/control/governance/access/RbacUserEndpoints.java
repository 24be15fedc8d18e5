package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.Paging;
import io.troop.control.edit.Ids;
import io.troop.plugin.schema.SchemaViolations;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/rbac/users`: who there is, their tokens and their roles. A token is shown in the answer that
/// made it, and never again.
@Component
@Order(20)
final class RbacUserEndpoints implements EndpointSource {

  private static final String ALL = "/rbac/users";
  private static final String ONE = ALL + "/{rbac_users}";
  private static final int SHORTEST_TOKEN = 3;

  private final AccountStore store;
  private final RbacEditor editor;
  private final Secrets secrets;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Places places;
  private final InstantSource clock;

  RbacUserEndpoints(
      AccountStore store,
      RbacEditor editor,
      Secrets secrets,
      Passwords passwords,
      Sessions sessions,
      Places places,
      InstantSource clock) {
    this.places = places;
    this.store = store;
    this.editor = editor;
    this.secrets = secrets;
    this.passwords = passwords;
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ALL, this::list)
        .add("POST", ALL, this::create)
        .add("GET", ONE, call -> Answer.ok(RbacView.user(user(store.accounts(), call))))
        .add("PUT", ONE, this::put)
        .add("PATCH", ONE, this::patch)
        .add("DELETE", ONE, this::delete)
        .add("GET", ONE + "/roles", this::roles)
        .add("POST", ONE + "/roles", call -> changeRoles(call, true))
        .add("DELETE", ONE + "/roles", call -> changeRoles(call, false))
        .add("GET", ONE + "/permissions", this::permissions);
  }

  private User user(Accounts accounts, Call call) {
    return find(accounts, call).orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
  }

  private Optional<User> find(Accounts accounts, Call call) {
    String name = call.parameter(0);
    return accounts.users().values().stream()
        .filter(user -> user.name().equals(name) || user.id().toString().equals(name))
        .filter(user -> user.workspace().equals(places.of(call)))
        .findFirst();
  }

  private Answer list(Call call) {
    return Paging.shortList(
        call,
        store.accounts().users().values().stream()
            .filter(user -> user.workspace().equals(places.of(call)))
            .toList(),
        ALL,
        User::name,
        RbacView::user);
  }

  private Answer create(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    return added(call, UUID.randomUUID(), body.name(), body, 201);
  }

  /// Changes a user, or adds one with the id or the name that the path tells.
  private Answer put(Call call) {
    String key = call.parameter(0);
    if (find(store.accounts(), call).isPresent()) {
      return patch(call);
    }
    RbacBody body = new RbacBody(call.body().fields());
    UUID id = Ids.parse(key);
    return id == null
        ? added(call, UUID.randomUUID(), key, body, 200)
        : added(call, id, body.name(), body, 200);
  }

  private Answer added(Call call, UUID id, String name, RbacBody body, int status) {
    Instant now = clock.instant();
    String token = token(body);
    String shown = token == null ? secrets.fresh() : token;
    String password = body.text("password");
    User user =
        new User(
            id,
            places.of(call),
            name,
            body.text("comment"),
            body.flag("enabled", true),
            secrets.hash(shown),
            Secrets.ident(shown),
            expiry(body, now),
            password == null ? null : passwords.hash(password),
            Set.of(),
            now,
            now);
    editor.change(
        call,
        change -> {
          isFree(change.accounts(), user.name(), shown);
          change.put(null, user);
          return true;
        });
    Map<String, @Nullable Object> answer = RbacView.user(user);
    if (token == null) {
      answer.put("user_token", shown);
    }
    return Answer.of(status, answer).with("Cache-Control", "no-store");
  }

  private void isFree(Accounts accounts, String name, @Nullable String token) {
    if (accounts.user(name).isPresent()) {
      throw new AdminErrors.Refused(unique("name", name));
    }
    if (token != null
        && accounts.byIdent().getOrDefault(Secrets.ident(token), List.of()).stream()
            .anyMatch(other -> secrets.matches(token, other.token()))) {
      throw new AdminErrors.Refused(
          Answer.message(409, "user_token: somebody has this token (expected: another one)"));
    }
  }

  private static Answer unique(String field, String value) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", 5L);
    body.put("name", "unique constraint violation");
    body.put("message", "UNIQUE violation detected on '{" + field + "=\"" + value + "\"}'");
    body.put("fields", Map.of(field, value));
    return Answer.of(409, body);
  }

  private static @Nullable String token(RbacBody body) {
    String token = body.text("user_token");
    if (token != null && token.length() < SHORTEST_TOKEN) {
      throw SchemaViolations.of("user_token", "length must be at least " + SHORTEST_TOKEN);
    }
    return token;
  }

  private static @Nullable Instant expiry(RbacBody body, Instant now) {
    Long seconds = body.seconds("user_token_ttl");
    return seconds == null ? null : now.plusSeconds(seconds);
  }

  private Answer patch(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    Instant now = clock.instant();
    String token = token(body);
    String password = body.text("password");
    String tokenHash = token == null ? null : secrets.hash(token);
    String passwordHash = password == null ? null : passwords.hash(password);
    User changed =
        editor.change(
            call,
            change -> {
              User user = user(change.accounts(), call);
              String name = body.has("name") ? body.name() : user.name();
              if (!name.equals(user.name())) {
                isFree(change.accounts(), name, null);
              }
              User after =
                  new User(
                      user.id(),
                      user.workspace(),
                      name,
                      body.has("comment") ? body.text("comment") : user.comment(),
                      body.flag("enabled", user.enabled()),
                      token == null ? user.token() : tokenHash,
                      token == null ? user.ident() : Secrets.ident(token),
                      body.has("user_token_ttl") ? expiry(body, now) : user.tokenExpiresAt(),
                      password == null ? user.password() : passwordHash,
                      user.roles(),
                      user.createdAt(),
                      now);
              change.put(user, after);
              if (password != null || !after.enabled()) {
                sessions.endAll(user.id());
              }
              return after;
            });
    return Answer.ok(RbacView.user(changed));
  }

  private Answer delete(Call call) {
    editor.change(
        call,
        change -> {
          change.delete(user(change.accounts(), call));
          return true;
        });
    return Answer.noContent();
  }

  private Answer roles(Call call) {
    Accounts accounts = store.accounts();
    return shown(accounts, user(accounts, call), 200);
  }

  private static Answer shown(Accounts accounts, User user, int status) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("roles", accounts.rolesOf(user).stream().map(RbacView::role).toList());
    answer.put("user", RbacView.user(user));
    return Answer.of(status, answer);
  }

  private Answer changeRoles(Call call, boolean add) {
    RbacBody body = new RbacBody(call.body().fields());
    List<String> names = body.has("roles") ? body.words("roles") : argument(call);
    if (names.isEmpty()) {
      throw SchemaViolations.of("roles", "expected: names of roles, separated by commas");
    }
    return editor.change(
        call,
        change -> {
          User user = user(change.accounts(), call);
          Set<UUID> roles = new HashSet<>(user.roles());
          for (String name : names) {
            UUID id =
                change
                    .accounts()
                    .role(places.of(call), name)
                    .orElseThrow(() ->
                        new AdminErrors.Refused(
                            Answer.message(400, "role not found with name '" + name + "'")))
                    .id();
            if (add) {
              roles.add(id);
            } else {
              roles.remove(id);
            }
          }
          User after = user.withRoles(roles, clock.instant());
          change.put(user, after);
          return add ? shown(change.accounts(), after, 201) : Answer.noContent();
        });
  }

  /// A DELETE may say it in its query.
  private static List<String> argument(Call call) {
    return new RbacBody(Map.of("roles", call.argument("roles").orElse(""))).words("roles");
  }

  private Answer permissions(Call call) {
    Accounts accounts = store.accounts();
    return Answer.ok(RbacView.permissions(accounts.rolesOf(user(accounts, call))));
  }
}
