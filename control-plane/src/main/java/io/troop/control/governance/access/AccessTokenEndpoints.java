package io.troop.control.governance.access;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.ShortList;
import io.troop.control.edit.Ids;
import io.troop.control.konnect.PageNumber;
import io.troop.control.konnect.Problems;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Personal access tokens, as Konnect has them: `/v3/users/me` and
/// `/v3/users/{user}/access-tokens`. A token acts for its user wherever one is asked for, as
/// `Authorization: Bearer kpat_…`. Only the user makes tokens; others may list and revoke them when
/// they may change the user.
@Component
@Order(30)
final class AccessTokenEndpoints implements EndpointSource {

  private static final String ME = "me";
  private static final int MOST_NAME = 250;

  /// As many as there may be, so that who asks for no page is told of all.
  private static final int USUAL_PAGE = 1000;

  /// The oldest first, until another order is asked for.
  private static final ShortList<AccessTokens.Token> LIST =
      ShortList.<AccessTokens.Token>by(token -> moment(token.createdAt()) + token.id())
          .searchedIn(token -> Stream.of(token.name(), token.id().toString()))
          .orderedBy("name", AccessTokens.Token::name)
          .orderedBy("created_at", token -> moment(token.createdAt()))
          .orderedBy("last_used_at", token -> moment(token.lastUsedAt()))
          // What never ends, ends last.
          .orderedBy(
              "expires_at", token -> token.expiresAt() == null ? "~" : moment(token.expiresAt()));

  private final AccessTokens tokens;
  private final AccountStore store;
  private final InstantSource clock;

  AccessTokenEndpoints(AccessTokens tokens, AccountStore store, InstantSource clock) {
    this.tokens = tokens;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    for (String version : List.of("/v2", "/v3")) {
      String user = version + "/users/{user}";
      String all = user + "/access-tokens";
      endpoints
          .add("GET", version + "/users/me", Problems.guarded(this::me))
          .add("GET", all, Problems.guarded(this::list))
          .add("POST", all, Problems.guarded(this::issue))
          .add("GET", all + "/{token}", Problems.guarded(this::get))
          .add("DELETE", all + "/{token}", Problems.guarded(this::revoke));
    }
  }

  private static String moment(@Nullable Instant moment) {
    return moment == null ? "" : "%019d".formatted(moment.toEpochMilli());
  }

  private User caller(Call call) {
    User user =
        call.caller().user() == null
            ? null
            : store.accounts().user(call.caller().user()).orElse(null);
    if (user == null) {
      throw Problems.refused(
          401, "tokens belong to users (expected: the credentials of one, see /rbac/users)");
    }
    return user;
  }

  private Answer me(Call call) {
    User user = caller(call);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("id", user.id().toString());
    answer.put("preferred_name", user.name());
    answer.put("full_name", user.name());
    answer.put("active", user.enabled());
    answer.put("created_at", user.createdAt().toString());
    answer.put("updated_at", user.updatedAt().toString());
    return Answer.ok(answer);
  }

  /// The user whom the path names, for a caller who may do this to them.
  private User user(Call call, Action action) {
    User caller = caller(call);
    String named = call.parameter(0);
    if (named.equals(ME) || named.equals(caller.id().toString())) {
      return caller;
    }
    Accounts accounts = store.accounts();
    Grants mine = accounts.grants(caller);
    return Optional.ofNullable(Ids.parse(named))
        .flatMap(accounts::user)
        .filter(user ->
            mine.allows(user.workspace(), List.of("rbac", "users", user.id().toString()), action))
        // Nobody touches who has more than they have.
        .filter(user -> action == Action.READ || mine.includes(accounts.grants(user)))
        // Whether there is one is nobody's business who may not see them.
        .orElseThrow(() -> Problems.refused(404, "there is no user '" + named + "'"));
  }

  private Answer list(Call call) {
    List<AccessTokens.Token> found = LIST.found(call, tokens.of(user(call, Action.READ).id()));
    PageNumber asked = PageNumber.of(call, USUAL_PAGE);
    List<Map<String, @Nullable Object>> data =
        asked.of(found).stream().map(AccessTokenEndpoints::show).toList();
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("number", (long) asked.number());
    page.put("size", (long) data.size());
    page.put("total", (long) found.size());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("meta", Map.of("page", page));
    answer.put("data", data);
    return Answer.ok(answer);
  }

  private Answer get(Call call) {
    return Answer.ok(show(token(call, user(call, Action.READ))));
  }

  private AccessTokens.Token token(Call call, User user) {
    return tokens.of(user.id()).stream()
        .filter(token -> token.id().toString().equals(call.parameter(1)))
        .findFirst()
        .orElseThrow(
            () -> Problems.refused(404, "there is no access token '" + call.parameter(1) + "'"));
  }

  private Answer issue(Call call) {
    User user = caller(call);
    String named = call.parameter(0);
    if (!named.equals(ME) && !named.equals(user.id().toString())) {
      throw Problems.refused(403, "a token acts for its user, who alone can make it");
    }
    Map<String, @Nullable Object> fields = call.body().fields();
    String name = fields.get("name") instanceof String text ? text : "";
    if (name.isBlank() || name.length() > MOST_NAME) {
      throw invalid("name", "required: a text of 1 to " + MOST_NAME + " characters");
    }
    return tokens
        .issue(user.id(), name, expiry(fields.get("expires_at")))
        .map(issued -> {
          Map<String, @Nullable Object> answer = show(issued.token());
          answer.put("token", issued.secret());
          return Answer.created(answer).with("Cache-Control", "no-store");
        })
        .orElseThrow(() ->
            Problems.refused(
                409,
                "there is an access token named '" + name + "' already",
                new Problems.Invalid("name", "'" + name + "' is taken")));
  }

  private @Nullable Instant expiry(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    try {
      Instant moment = Instant.parse(String.valueOf(value));
      if (moment.isAfter(clock.instant())) {
        return moment;
      }
    } catch (DateTimeParseException _) {
      // Told below.
    }
    throw invalid("expires_at", "'" + value + "' (expected: a time to come, as RFC 3339 has it)");
  }

  private static RuntimeException invalid(String field, String reason) {
    return Problems.refused(400, "Invalid Parameters", new Problems.Invalid(field, reason));
  }

  private Answer revoke(Call call) {
    User user = user(call, Action.UPDATE);
    AccessTokens.Token token = token(call, user);
    tokens.revoke(user.id(), token.id());
    return Answer.noContent();
  }

  private static Map<String, @Nullable Object> show(AccessTokens.Token token) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", token.id().toString());
    out.put("name", token.name());
    out.put("created_at", token.createdAt().toString());
    out.put("expires_at", token.expiresAt() == null ? null : token.expiresAt().toString());
    out.put("last_used_at", token.lastUsedAt() == null ? null : token.lastUsedAt().toString());
    return out;
  }
}
