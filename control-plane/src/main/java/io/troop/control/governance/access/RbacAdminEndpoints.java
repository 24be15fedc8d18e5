package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.ShortList;
import io.troop.control.governance.access.AdminStore.Admin;
import io.troop.control.governance.access.UserEditor.Done;
import io.troop.control.governance.access.UserEditor.TokenWish;
import io.troop.control.store.Workspaces;
import io.troop.plugin.schema.SchemaViolations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/admins`: people who administer, each with the user of RBAC that they are. Nobody is sent an
/// invitation: who makes an administrator hands over the token, which is shown this once, or the
/// password that they gave.
@Component
@Order(20)
final class RbacAdminEndpoints implements EndpointSource {

  private static final String ALL = "/admins";
  private static final ShortList<User> LIST =
      ShortList.by(User::name)
          .searchedIn(user -> Stream.of(user.name(), user.id().toString()))
          .orderedBy("username", User::name);
  private static final String ONE = ALL + "/{admins}";
  private static final String KIND = "admins";

  /// What Kong says of somebody who registered, and of somebody who has yet to.
  private static final long APPROVED = 0;

  private static final long INVITED = 4;

  private final AccountStore store;
  private final AdminStore admins;
  private final UserEditor users;
  private final AccessSettings settings;
  private final Places places;
  private final Workspaces workspaces;

  RbacAdminEndpoints(
      AccountStore store,
      AdminStore admins,
      UserEditor users,
      AccessSettings settings,
      Places places,
      Workspaces workspaces) {
    this.store = store;
    this.admins = admins;
    this.users = users;
    this.settings = settings;
    this.places = places;
    this.workspaces = workspaces;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ALL, this::list)
        .add("POST", ALL, this::create)
        .add("GET", ONE, this::get)
        .add("PATCH", ONE, this::patch)
        .add("DELETE", ONE, this::delete)
        .add("GET", ONE + "/rbac_user", call -> Answer.ok(RbacView.user(user(call))))
        .add("GET", ONE + "/roles", call -> roles(user(call), 200))
        .add("POST", ONE + "/roles", call -> roles(changed(call, true), 201))
        .add("DELETE", ONE + "/roles", this::deleteRoles)
        .add("GET", ONE + "/workspaces", this::workspaces)
        .add("GET", ONE + "/consumer", _ -> missing("an administrator is no consumer"))
        .add("POST", ALL + "/register", _ -> missing(NO_MAIL))
        .add("POST", ALL + "/password_resets", _ -> missing(NO_MAIL))
        .add("PATCH", ALL + "/password_resets", _ -> missing(NO_MAIL));
  }

  private static final String NO_MAIL =
      "invitations and resets by mail are not there (expected: password in PATCH /admins/NAME, or"
          + " PUT /auth/password by whoever is signed in)";

  private static Answer missing(String why) {
    return Answer.message(404, why);
  }

  private User user(Call call) {
    return user(store.accounts(), call);
  }

  /// An administrator is named by name, id, mail address or custom id.
  private User user(Accounts accounts, Call call) {
    String key = call.parameter(0);
    Map<UUID, Admin> all = admins.all();
    return users
        .named(accounts, call, key)
        .or(() ->
            all.values().stream()
                .filter(admin -> key.equals(admin.email()) || key.equals(admin.customId()))
                .findFirst()
                .flatMap(admin -> accounts.user(admin.user()))
                .filter(user -> user.workspace().equals(places.of(call))))
        .filter(user -> all.containsKey(user.id()))
        .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
  }

  private Answer list(Call call) {
    Accounts accounts = store.accounts();
    boolean everywhere =
        call.argument("all_workspaces").filter(Set.of("true", "1")::contains).isPresent();
    if (everywhere && !mayReadAll(accounts, call)) {
      throw AccessGuard.forbidden(call.caller(), Action.READ);
    }
    Map<UUID, Admin> all = admins.all();
    return LIST.answer(
        call,
        accounts.users().values().stream()
            .filter(user -> all.containsKey(user.id()))
            .filter(user -> everywhere || user.workspace().equals(places.of(call)))
            .toList(),
        ALL,
        user -> shown(user, Objects.requireNonNull(all.get(user.id()))));
  }

  private boolean mayReadAll(Accounts accounts, Call call) {
    return !settings.enforced()
        || Optional.ofNullable(call.caller().user())
            .flatMap(accounts::user)
            .filter(me -> accounts.grants(me).allowsEverywhere(List.of("admins"), Action.READ))
            .isPresent();
  }

  private static Map<String, @Nullable Object> shown(User user, Admin admin) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", user.id().toString());
    shown.put("username", user.name());
    shown.put("email", admin.email());
    shown.put("custom_id", admin.customId());
    shown.put("rbac_token_enabled", user.token() != null);
    shown.put("status", user.password() == null ? INVITED : APPROVED);
    shown.put("rbac_user", Map.of("id", user.id().toString(), "name", user.name()));
    shown.put("workspace", user.workspace());
    shown.put("created_at", user.createdAt().getEpochSecond());
    shown.put("updated_at", user.updatedAt().getEpochSecond());
    return shown;
  }

  /// With a token that was made for this answer.
  private static Answer answer(Map<String, @Nullable Object> shown, Done done, Object body) {
    if (done.token() != null) {
      shown.put(
          "rbac_user",
          Map.of(
              "id",
              done.user().id().toString(),
              "name",
              done.user().name(),
              "user_token",
              done.token()));
    }
    return Answer.ok(body).with("Cache-Control", "no-store");
  }

  private Answer create(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    String name = body.text("username", body.text("email", body.text("custom_id", "")));
    if (name.isEmpty()) {
      throw SchemaViolations.of("username", "required field missing");
    }
    boolean hasToken = body.flag("rbac_token_enabled", true);
    Done done =
        unlessTaken(() ->
            users.create(
                call,
                UUID.randomUUID(),
                wanted(body, name).name(),
                wanted(body, null),
                hasToken ? TokenWish.THERE : TokenWish.GONE,
                (change, user) ->
                    put(change, user, body.text("email"), body.text("custom_id"), true)));
    Map<String, @Nullable Object> shown = shown(done.user());
    return answer(shown, done, Map.of("admin", shown));
  }

  private Map<String, @Nullable Object> shown(User user) {
    return shown(user, admins.all().getOrDefault(user.id(), new Admin(user.id(), null, null)));
  }

  /// What the body says of the user that the administrator is.
  private static RbacBody wanted(RbacBody body, @Nullable String name) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (name != null) {
      fields.put("name", name);
    }
    if (body.text("password") != null) {
      fields.put("password", body.text("password"));
    }
    return new RbacBody(fields);
  }

  private void put(
      RbacEditor.Change change,
      User user,
      @Nullable String email,
      @Nullable String customId,
      boolean isNew) {
    Admin admin = new Admin(user.id(), email, customId);
    for (Admin other : admins.all().values()) {
      if (!other.user().equals(user.id())) {
        isFree("email", email, other.email());
        isFree("custom_id", customId, other.customId());
      }
    }
    admins.put(admin);
    Map<String, @Nullable Object> document = shown(user, admin);
    change.note(KIND, isNew, user.id(), document);
  }

  /// Whatever of an administrator is taken, Kong says the same.
  private static Done unlessTaken(Supplier<Done> work) {
    try {
      return work.get();
    } catch (AdminErrors.Refused refused) {
      throw refused.answer().status() == 409
          ? new AdminErrors.Refused(
              Answer.message(409, "user already exists with same username, email, or custom_id"))
          : refused;
    }
  }

  private static void isFree(String field, @Nullable String wanted, @Nullable String taken) {
    if (wanted != null && wanted.equals(taken)) {
      throw new AdminErrors.Refused(AdminErrors.unique(Map.of(field, wanted)));
    }
  }

  private Answer get(Call call) {
    if (call.argument("generate_register_url").filter("true"::equals).isPresent()) {
      return Answer.message(400, "generate_register_url: " + NO_MAIL);
    }
    return Answer.ok(shown(user(call)));
  }

  private Answer patch(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    TokenWish wish =
        !body.has("rbac_token_enabled")
            ? TokenWish.AS_IT_IS
            : body.flag("rbac_token_enabled", true) ? TokenWish.THERE : TokenWish.GONE;
    Done done =
        unlessTaken(() ->
            users.patch(
                call,
                accounts -> user(accounts, call),
                wanted(body, body.text("username")),
                wish,
                (change, user) -> {
                  Admin before = Objects.requireNonNull(admins.all().get(user.id()));
                  put(
                      change,
                      user,
                      body.has("email") ? body.text("email") : before.email(),
                      body.has("custom_id") ? body.text("custom_id") : before.customId(),
                      false);
                }));
    Map<String, @Nullable Object> shown = shown(done.user());
    return answer(shown, done, shown);
  }

  private Answer delete(Call call) {
    users.delete(call, accounts -> user(accounts, call));
    return Answer.noContent();
  }

  private User changed(Call call, boolean add) {
    return users.changeRoles(call, accounts -> user(accounts, call), add);
  }

  private Answer roles(User user, int status) {
    return Answer.of(
        status,
        Map.of("roles", store.accounts().rolesOf(user).stream().map(RbacView::role).toList()));
  }

  private Answer deleteRoles(Call call) {
    changed(call, false);
    return Answer.noContent();
  }

  /// The one that the administrator was made in, in a list: clients expect one.
  private Answer workspaces(Call call) {
    user(call);
    return Answer.ok(
        workspaces.byName(call.controlPlane(), call.workspace()).stream()
            .map(Workspaces.Workspace::document)
            .toList());
  }
}
