package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.AdminRequest;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Caller;
import io.troop.control.admin.Guard;
import io.troop.control.edit.Ids;
import io.troop.control.store.CommitGuard;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Draft;
import io.troop.control.store.Entities;
import io.troop.control.store.Stored;
import io.troop.control.store.Workspaces;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Lets every call pass or refuses it. Start reading here.
@Component
@Order(0)
final class AccessGuard implements Guard, CommitGuard {

  private static final List<String> SIGN_IN = List.of("auth", "sign-in");
  private static final List<String> METHODS = List.of("auth", "methods");
  private static final List<String> OIDC = List.of("auth", "oidc");
  private static final String CONSOLE = "console";

  private final AccessSettings settings;
  private final AccountStore store;
  private final Identities identities;
  private final Rules rules;
  private final ControlPlanes controlPlanes;
  private final Places places;

  AccessGuard(
      AccessSettings settings,
      AccountStore store,
      Identities identities,
      Rules rules,
      ControlPlanes controlPlanes,
      Places places) {
    this.places = places;
    this.settings = settings;
    this.store = store;
    this.identities = identities;
    this.rules = rules;
    this.controlPlanes = controlPlanes;
  }

  @Override
  public boolean asksWho() {
    return settings.enforced();
  }

  private static boolean isSigningIn(List<String> segments) {
    return segments.equals(SIGN_IN)
        || segments.equals(METHODS)
        || (segments.size() > 1 && segments.subList(0, 2).equals(OIDC));
  }

  @Override
  public Caller identify(AdminRequest request) {
    String requestId = request.sender().requestId();
    if (isSigningIn(request.segments()) || request.method().equals("OPTIONS")) {
      return Caller.anonymous(requestId);
    }
    try {
      return identities
          .of(request.sender(), request.method())
          .map(identity ->
              new Caller(
                  identity.user().id(),
                  identity.user().name(),
                  requestId,
                  identity.session() == null ? null : CONSOLE))
          .orElseGet(() -> Caller.anonymous(requestId));
    } catch (AdminErrors.Refused refused) {
      if (settings.enforced() || refused.answer().status() == 403) {
        throw refused;
      }
      return Caller.anonymous(requestId);
    }
  }

  @Override
  public void check(Caller caller, Access access) {
    if (!settings.enforced()) {
      return;
    }
    if (access.pattern().isEmpty()) {
      known(caller);
      return;
    }
    Rules.Need need =
        rules.of(access.method(), access.pattern()).orElseThrow(() -> forbidden(caller, access));
    if (need == Rules.Need.OPEN) {
      return;
    }
    User user = known(caller);
    if (need == Rules.Need.KNOWN
        || (!settings.mode().endpoints && rules.isAboutEntities(access.pattern()))) {
      return;
    }
    if (!allows(store.accounts().grants(user), need, access)) {
      throw forbidden(caller, access);
    }
  }

  @Override
  public boolean mayEverywhere(Caller caller, Access access) {
    if (!settings.enforced()) {
      return true;
    }
    return allows(store.accounts().grants(known(caller)), Rules.Need.EVERYWHERE, access);
  }

  private boolean allows(Grants grants, Rules.Need need, Access access) {
    Action action = Action.of(access.method());
    return grants.allows(place(need, access), plain(access.path()), action)
        && (need != Rules.Need.EVERYWHERE || !grants.excludesAny(action, rules::isAboutEntities));
  }

  /// A path with its ids as they are written by us: no other way to write one goes around an entry
  /// that names it.
  private static List<String> plain(List<String> path) {
    return path.stream().map(Ids::plain).toList();
  }

  @Override
  public Entities seen(Caller caller, Entities all) {
    return settings.mode().entities
        ? new SeenEntities(all, caller, store.accounts().grants(known(caller)))
        : all;
  }

  @Override
  public void checkChange(Caller caller, Stored entity) {
    if (settings.mode().entities
        && !store
            .accounts()
            .grants(known(caller))
            .allowsEntity(
                entity.id().toString(), entity.key().kind(), entity.workspace(), Action.UPDATE)) {
      throw forbidden(caller, Action.UPDATE);
    }
  }

  /// A change of an entity needs its permission, whatever call it comes from. What the installation
  /// does by itself has no caller.
  @Override
  public void check(UUID controlPlane, List<Draft.Step> steps) {
    Optional<Caller> caller = Caller.current();
    if (!settings.mode().entities || caller.isEmpty()) {
      return;
    }
    Grants grants = store.accounts().grants(known(caller.get()));
    for (Draft.Step step : steps) {
      Action action = Action.named(step.operation()).orElseThrow();
      String workspace = step.entity().workspace();
      if (!grants.allowsEntity(step.key().id().toString(), step.key().kind(), workspace, action)) {
        throw forbidden(caller.get(), action);
      }
    }
  }

  private User known(Caller caller) {
    return Optional.ofNullable(caller.user())
        .flatMap(store.accounts()::user)
        .filter(User::enabled)
        .orElseThrow(Identities::refused);
  }

  /// Where the permission is needed, in the words of permissions.
  private String place(Rules.Need need, Access access) {
    return switch (need) {
      case HERE -> places.of(access.controlPlane(), access.workspace());
      case HOME -> places.of(access.controlPlane(), Workspaces.DEFAULT);
      case NAMED -> places.named(access.controlPlane(), access.parameters().getFirst());
      case EVERYWHERE -> everywhere(access);
      case OPEN, KNOWN -> throw new IllegalStateException("no permission is needed");
    };
  }

  /// All workspaces of the control plane that the call or its path names; all of all for others.
  private String everywhere(Access access) {
    Optional<UUID> named =
        access.pattern().startsWith("/v2/control-planes/{")
            ? controlPlane(access.parameters().getFirst())
            : access.controlPlane().equals(controlPlanes.first())
                ? Optional.empty()
                : Optional.of(access.controlPlane());
    return named.map(id -> places.of(id, Grants.ANY)).orElse(Grants.ANY);
  }

  private Optional<UUID> controlPlane(String text) {
    try {
      return controlPlanes.find(UUID.fromString(text)).map(ControlPlanes.Tenant::id);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static AdminErrors.Refused forbidden(Caller caller, Access access) {
    return forbidden(caller, Action.of(access.method()));
  }

  static AdminErrors.Refused forbidden(Caller caller, Action action) {
    return new AdminErrors.Refused(
        Answer.message(
            403,
            caller.name()
                + ", you do not have permissions to "
                + action.word()
                + " this resource"));
  }
}
