package io.troop.control.governance.access;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.ShortList;
import io.troop.control.edit.Ids;
import io.troop.control.governance.access.UserEditor.Done;
import io.troop.control.governance.access.UserEditor.TokenWish;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
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

  private static final ShortList<User> LIST =
      ShortList.by(User::name)
          .searchedIn(user ->
              Stream.of(
                  user.name(),
                  user.id().toString(),
                  Objects.requireNonNullElse(user.comment(), "")))
          .orderedBy("name", User::name)
          .orderedByNumber("created_at", user -> user.createdAt().getEpochSecond());

  private final AccountStore store;
  private final UserEditor users;
  private final Places places;

  RbacUserEndpoints(AccountStore store, UserEditor users, Places places) {
    this.store = store;
    this.users = users;
    this.places = places;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ALL, this::list)
        .add("POST", ALL, this::create)
        .add("GET", ONE, call -> Answer.ok(RbacView.user(user(call))))
        .add("PUT", ONE, this::put)
        .add("PATCH", ONE, this::patch)
        .add("DELETE", ONE, this::delete)
        .add("GET", ONE + "/roles", call -> roles(user(call), 200))
        .add("POST", ONE + "/roles", call -> roles(changed(call, true), 201))
        .add("DELETE", ONE + "/roles", this::deleteRoles)
        .add("GET", ONE + "/permissions", this::permissions);
  }

  private User user(Call call) {
    return users.named(store.accounts(), call);
  }

  private Answer list(Call call) {
    return LIST.answer(
        call,
        store.accounts().users().values().stream()
            .filter(user -> user.workspace().equals(places.of(call)))
            .toList(),
        ALL,
        RbacView::user);
  }

  private Answer create(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    return added(call, UUID.randomUUID(), body.name(), body, 201);
  }

  /// Changes a user, or adds one with the id or the name that the path tells.
  private Answer put(Call call) {
    String key = call.parameter(0);
    if (users.named(store.accounts(), call, key).isPresent()) {
      return patch(call);
    }
    RbacBody body = new RbacBody(call.body().fields());
    UUID id = Ids.parse(key);
    return id == null
        ? added(call, UUID.randomUUID(), key, body, 200)
        : added(call, id, body.name(), body, 200);
  }

  private Answer added(Call call, UUID id, String name, RbacBody body, int status) {
    Done done = users.create(call, id, name, body, TokenWish.AS_IT_IS, (_, _) -> {});
    Map<String, @Nullable Object> answer = RbacView.user(done.user());
    if (done.token() != null) {
      answer.put("user_token", done.token());
    }
    return Answer.of(status, answer).with("Cache-Control", "no-store");
  }

  private Answer patch(Call call) {
    Done done =
        users.patch(
            call,
            accounts -> users.named(accounts, call),
            new RbacBody(call.body().fields()),
            TokenWish.AS_IT_IS,
            (_, _) -> {});
    return Answer.ok(RbacView.user(done.user()));
  }

  private Answer delete(Call call) {
    users.delete(call, accounts -> users.named(accounts, call));
    return Answer.noContent();
  }

  private User changed(Call call, boolean add) {
    return users.changeRoles(call, accounts -> users.named(accounts, call), add);
  }

  private Answer roles(User user, int status) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("roles", store.accounts().rolesOf(user).stream().map(RbacView::role).toList());
    answer.put("user", RbacView.user(user));
    return Answer.of(status, answer);
  }

  private Answer deleteRoles(Call call) {
    changed(call, false);
    return Answer.noContent();
  }

  private Answer permissions(Call call) {
    Accounts accounts = store.accounts();
    return Answer.ok(RbacView.permissions(accounts.rolesOf(users.named(accounts, call))));
  }
}
