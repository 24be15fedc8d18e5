package io.troop.apikey;

import io.troop.plugin.Entities;
import io.troop.plugin.Handler;
import io.troop.plugin.entity.Credential;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Where keys are looked for, and what is done with them: the configuration of `key-auth` and
/// `key-auth-enc`. *Immutable.*
@Applies(toConsumers = false)
public record ApiKeyConfig(
    @Doc("The names of headers, query arguments and fields of a body that may carry the key.")
        @Required
        @Default("[\"apikey\"]")
        List<@Is(Typedef.HEADER_NAME) String> keyNames,
    @Doc("Whether the upstream is not shown the key.") @Required @Default("false")
        boolean hideCredentials,
    @Doc("The id or username of a consumer who stands in for clients without a good key.")
        @Nullable String anonymous,
    @Doc("Whether a header may carry the key.") @Required @Default("true") boolean keyInHeader,
    @Doc("Whether the query may carry the key.") @Required @Default("true") boolean keyInQuery,
    @Doc("Whether a form or JSON body may carry the key.") @Required @Default("false")
        boolean keyInBody,
    @Doc("Whether OPTIONS requests need a key, too.") @Required @Default("true")
        boolean runOnPreflight,
    @Doc("The realm to name to clients without a good key.") @Since("3.7.0") @NotRequired
        @Nullable String realm) {

  /// The handler of this configuration: only a body has to be waited for.
  ///
  /// @param credentials finds the credential of a key; null for none
  public Handler handler(BiFunction<Entities, String, @Nullable Credential> credentials) {
    KeyCheck check = new KeyCheck(this, credentials);
    return keyInBody ? new KeyBodyHandler(this, check) : new KeyHandler(check);
  }
}
