package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Body;
import io.troop.control.admin.Call;
import io.troop.plugin.schema.SchemaViolations;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes and changes users, by whichever path that is asked for. *Thread-safe.*
@Component
final class UserEditor {

  /// Some clients try themselves with a token of three characters; Kong asks for none.
  private static final int SHORTEST_TOKEN = 3;

  private final RbacEditor editor;
  private final Secrets secrets;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Places places;
  private final InstantSource clock;

  UserEditor(
      RbacEditor editor,
      Secrets secrets,
      Passwords passwords,
      Sessions sessions,
      Places places,
      InstantSource clock) {
    this.editor = editor;
    this.secrets = secrets;
    this.passwords = passwords;
    this.sessions = sessions;
    this.places = places;
    this.clock = clock;
  }

  /// What is to become of a user's token when the body does not say one.
  enum TokenWish {
    /// Nothing; a new user gets a new one.
    AS_IT_IS,
    /// There is to be one.
    THERE,
    /// There is to be none.
    GONE
  }

  /// A user as they are now.
  ///
  /// @param token one that was made here, to be told this once; null for none
  record Done(User user, @Nullable String token) {}

  /// The user that a call's path names, by name or id, in the workspace of the call.
  User named(Accounts accounts, Call call) {
    return named(accounts, call, call.parameter(0))
        .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
  }

  Optional<User> named(Accounts accounts, Call call, String key) {
    return accounts.users().values().stream()
        .filter(user -> user.name().equals(key) || user.id().toString().equals(key))
        .filter(user -> user.workspace().equals(places.of(call)))
        .findFirst();
  }

  /// Makes a user. Who is called like the role that may do everything has that role, if the caller
  /// may hand it out.
  ///
  /// @param also what else belongs to the change
  Done create(
      Call call,
      UUID id,
      String name,
      RbacBody body,
      TokenWish wish,
      BiConsumer<RbacEditor.Change, User> also) {
    Instant now = clock.instant();
    String given = token(body);
    String made = given == null && wish != TokenWish.GONE ? secrets.fresh() : null;
    String token = given == null ? made : given;
    String password = body.text("password");
    User user =
        new User(
            id,
            places.of(call),
            name,
            body.text("comment"),
            body.flag("enabled", true),
            token == null ? null : secrets.hash(token),
            token == null ? null : Secrets.ident(token),
            expiry(body, now),
            password == null ? null : passwords.hash(password),
            Set.of(),
            now,
            now);
    return editor.change(
        call,
        change -> {
          nameIsFree(change.accounts(), user.name());
          tokenIsFree(change.accounts(), token, user.id());
          User whole = user.withRoles(namesakes(change.accounts(), user), now);
          change.put(null, whole);
          also.accept(change, whole);
          return new Done(whole, made);
        });
  }

  // Kong: the first steps of its documentation make a user called super-admin, and that is all.
  private static Set<UUID> namesakes(Accounts accounts, User user) {
    return user.name().equals(DefaultRoles.SUPER_ADMIN)
        ? accounts
            .role(user.workspace(), DefaultRoles.SUPER_ADMIN)
            .map(role -> Set.of(role.id()))
            .orElse(Set.of())
        : Set.of();
  }

  /// Changes a user.
  ///
  /// @param who finds the user
  /// @param also what else belongs to the change
  Done patch(
      Call call,
      Function<Accounts, User> who,
      RbacBody body,
      TokenWish wish,
      BiConsumer<RbacEditor.Change, User> also) {
    Instant now = clock.instant();
    String given = token(body);
    String spare = given == null && wish == TokenWish.THERE ? secrets.fresh() : null;
    String password = body.text("password");
    String givenHash = given == null ? null : secrets.hash(given);
    String spareHash = spare == null ? null : secrets.hash(spare);
    String passwordHash = password == null ? null : passwords.hash(password);
    return editor.change(
        call,
        change -> {
          User user = who.apply(change.accounts());
          String name = body.has("name") ? body.name() : user.name();
          if (!name.equals(user.name())) {
            nameIsFree(change.accounts(), name);
          }
          tokenIsFree(change.accounts(), given, user.id());
          boolean takesSpare = spare != null && user.token() == null;
          String token = takesSpare ? spare : given;
          String hash = takesSpare ? spareHash : givenHash;
          boolean keeps = token == null && wish != TokenWish.GONE;
          User after =
              new User(
                  user.id(),
                  user.workspace(),
                  name,
                  body.has("comment") ? body.text("comment") : user.comment(),
                  body.flag("enabled", user.enabled()),
                  keeps ? user.token() : hash,
                  keeps ? user.ident() : token == null ? null : Secrets.ident(token),
                  body.has("user_token_ttl") ? expiry(body, now) : user.tokenExpiresAt(),
                  password == null ? user.password() : passwordHash,
                  user.roles(),
                  user.createdAt(),
                  now);
          change.put(user, after);
          also.accept(change, after);
          if (password != null || !after.enabled()) {
            sessions.endAll(user.id());
          }
          return new Done(after, takesSpare ? spare : null);
        });
  }

  void delete(Call call, Function<Accounts, User> who) {
    editor.change(
        call,
        change -> {
          change.delete(who.apply(change.accounts()));
          return true;
        });
  }

  /// Gives a user the roles that a call names, or takes them away.
  User changeRoles(Call call, Function<Accounts, User> who, boolean add) {
    List<String> names = rolesOf(call);
    if (names.isEmpty()) {
      throw SchemaViolations.of("roles", "expected: names of roles, separated by commas");
    }
    return editor.change(
        call,
        change -> {
          User user = who.apply(change.accounts());
          Set<UUID> roles = new HashSet<>(user.roles());
          for (String name : names) {
            UUID id = role(change.accounts(), call, name);
            if (add) {
              roles.add(id);
            } else {
              roles.remove(id);
            }
          }
          User after = user.withRoles(roles, clock.instant());
          change.put(user, after);
          return after;
        });
  }

  private UUID role(Accounts accounts, Call call, String name) {
    return accounts
        .role(places.of(call), name)
        .orElseThrow(() ->
            new AdminErrors.Refused(Answer.message(400, "role not found with name '" + name + "'")))
        .id();
  }

  /// What a call names. A DELETE may do so in its body, as Kong's clients do, or in its query.
  private static List<String> rolesOf(Call call) {
    byte[] content = call.request().content();
    Body body =
        call.request().method().equals("DELETE") && content.length > 0
            ? Body.read(call.request().contentType(), content)
            : call.body();
    RbacBody fields = new RbacBody(body.fields());
    return fields.has("roles")
        ? fields.words("roles")
        : new RbacBody(Map.of("roles", call.argument("roles").orElse(""))).words("roles");
  }

  private static void nameIsFree(Accounts accounts, String name) {
    if (accounts.user(name).isPresent()) {
      throw new AdminErrors.Refused(AdminErrors.unique(Map.of("name", name)));
    }
  }

  /// @param but who may have it
  private void tokenIsFree(Accounts accounts, @Nullable String token, UUID but) {
    if (token != null
        && accounts.byIdent().getOrDefault(Secrets.ident(token), List.of()).stream()
            .filter(other -> !other.id().equals(but))
            .anyMatch(other -> secrets.matches(token, other.token()))) {
      throw new AdminErrors.Refused(
          Answer.message(409, "user_token: somebody has this token (expected: another one)"));
    }
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
}
