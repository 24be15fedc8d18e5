package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/// The roles that the paths of calls name, in the workspaces of the calls. *Thread-safe.*
@Component
final class Roles {

  private final AccountStore store;
  private final RbacEditor editor;
  private final Places places;

  Roles(AccountStore store, RbacEditor editor, Places places) {
    this.store = store;
    this.editor = editor;
    this.places = places;
  }

  /// The role as it is.
  Role named(Call call) {
    return named(store.accounts(), call);
  }

  private Role named(Accounts accounts, Call call) {
    return find(accounts, call).orElseThrow(Roles::missing);
  }

  Optional<Role> find(Accounts accounts, Call call) {
    String name = call.parameter(0);
    return accounts.roles().values().stream()
        .filter(role -> role.name().equals(name) || role.id().toString().equals(name))
        .filter(role -> role.workspace().equals(places.of(call)))
        .findFirst();
  }

  static AdminErrors.Refused missing() {
    return new AdminErrors.Refused(Answer.notFound());
  }

  /// Changes the role; the answer is what it is then.
  Role change(Call call, UnaryOperator<Role> work) {
    return editor.change(
        call,
        change -> {
          Role role = named(change.accounts(), call);
          Role after = work.apply(role);
          change.put(role, after);
          return after;
        });
  }

  /// Takes the role away.
  void delete(Call call) {
    editor.change(
        call,
        change -> {
          change.delete(named(change.accounts(), call));
          return true;
        });
  }
}
