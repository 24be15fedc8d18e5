package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key, as JSON (JWK) or as a pair of PEM texts. *Immutable.*
///
/// @param set null for a key that is in no set
/// @param kid unique in its set
public record Key(
    @Is(Typedef.UUID) UUID id,
    @Doc("The set that the key is in.") @References(value = "key_sets", cascade = true) @NotRequired
        @Nullable Ref set,
    @Unique @Doc("The key's name.") @NotRequired @Nullable String name,
    @Required @Doc("The id by which tokens name the key.") String kid,
    @Doc("The key as a JSON Web Key, in one text.") @Referenceable @Encrypted @Nullable String jwk,
    @NotRequired @Nullable Pair pem,
    @Is(TAGS) @Nullable List<String> tags,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt) {

  /// A key as PEM texts; at least one is given.
  @CheckedBy(PemPair.class)
  public record Pair(
      @Referenceable @Encrypted @NotRequired @Nullable String privateKey,
      @Referenceable @NotRequired @Nullable String publicKey) {

    static final List<Check> CHECKS = List.of(Check.atLeastOneOf("private_key", "public_key"));
  }

  static final List<Check> CHECKS =
      List.of(
          Check.mutuallyExclusive("jwk", "pem"),
          Check.atLeastOneOf("jwk", "pem"),
          Check.custom(
              List.of("jwk", "pem", "kid"),
              values -> Jwk.problem(values.get("jwk"), values.get("kid"))));
}
