package io.troop.plugins.jwt;

import io.troop.plugin.entity.Credential;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Constraint;
import io.troop.plugin.schema.LuaPattern;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.Pem;
import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A key of a consumer, by which its tokens are signed. *Immutable.*
///
/// @param secret for the HS algorithms
/// @param rsaPublicKey for all others, as PEM
record JwtSecret(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @Required @References(value = "consumers", cascade = true) Ref consumer,
    @Unique @Auto @Doc("What tokens name the key by.") @NotRequired @Nullable String key,
    @Auto @Doc("The secret of the HS algorithms.") @Nullable String secret,
    @Doc("The public key of all other algorithms, as PEM.") @Nullable String rsaPublicKey,
    @Doc("How tokens are signed.")
        @Default("\"HS256\"")
        @OneOf({
          "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256",
          "PS384", "PS512", "EdDSA"
        })
        String algorithm,
    @Is(Typedef.TAGS) @Nullable List<String> tags)
    implements Credential {

  private static final Match NEEDS_PUBLIC_KEY =
      Match.of(
          new Constraint.MatchAny(
              Stream.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA")
                  .map(name -> LuaPattern.of("^" + name + "$"))
                  .toList(),
              "invalid value"));

  static final List<Check> CHECKS =
      List.of(
          Check.conditional(
              "algorithm",
              NEEDS_PUBLIC_KEY,
              "rsa_public_key",
              new Match(true, List.of(new Constraint.Custom(JwtSecret::keyProblem)), null)));

  private static @Nullable String keyProblem(Object pem) {
    try {
      Pem.publicKey((String) pem);
      return null;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return "invalid key";
    }
  }
}
