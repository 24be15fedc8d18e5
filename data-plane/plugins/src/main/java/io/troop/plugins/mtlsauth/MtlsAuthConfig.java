package io.troop.plugins.mtlsauth;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Validator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `mtls-auth`. *Immutable.*
@Applies(
    toConsumers = false,
    protocols = {"http", "https", "grpc", "grpcs"})
record MtlsAuthConfig(
    @Doc("The id or username of a consumer who stands in for clients without a good certificate.")
        @Nullable String anonymous,
    @Doc("The fields of consumers that names in certificates are looked for in.")
        @Default("[\"username\", \"custom_id\"]")
        List<@OneOf({"username", "custom_id"}) String> consumerBy,
    @Doc("The ids of the authorities whose certificates are trusted.") @Required
        List<@Is(Typedef.UUID) String> caCertificates,
    @Doc("How many seconds a verified certificate counts without being verified again.")
        @Required
        @Default("60")
        double cacheTtl,
    @Doc("Whether a trusted certificate is enough, without a consumer.") @Required @Default("false")
        boolean skipConsumerLookup,
    @Doc("Whether an authority that is not a root one may end the chain.")
        @Required
        @Default("false")
        boolean allowPartialChain,
    @Doc("What a client without a consumer is a member of: the group of this name.")
        @Default("\"CN\"")
        @OneOf({"CN", "DN"})
        @Nullable String authenticatedGroupBy,
    @Doc("What a revoked certificate means. Revocation is not checked.")
        @Default("\"IGNORE_CA_ERROR\"")
        @OneOf({"SKIP", "IGNORE_CA_ERROR", "STRICT"})
        @CheckedBy(NotStrict.class)
        String revocationCheckMode,
    @Doc("The consumer, by id or username, of trusted certificates that are nobody's.")
        @Nullable String defaultConsumer) {

  /// That nobody relies on what is not done.
  static final class NotStrict implements Validator {
    @Override
    public @Nullable String violation(Object mode) {
      return mode.equals("STRICT")
          ? "revocation is not checked (expected: SKIP or IGNORE_CA_ERROR)"
          : null;
    }
  }
}
