package io.troop.plugins.basicauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.auth.Hashes;
import io.troop.plugin.entity.Credential;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.Transformation;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A consumer's user name and password. *Immutable.*
///
/// @param password the salted SHA-1 digest of the password, which is what Kong stores
record BasicAuthCredential(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @Required @References(value = "consumers", cascade = true) Ref consumer,
    @Required @Unique @Doc("The user name.") String username,
    @Required @Encrypted @Doc("The password; stored and shown as a digest.") String password,
    @Is(Typedef.TAGS) @Nullable List<String> tags)
    implements Credential {

  static final List<Transformation> TRANSFORMATIONS =
      List.of(
          new Transformation(
              List.of("password"), List.of("consumer.id"), BasicAuthCredential::digested));

  private static Map<String, Object> digested(List<Object> values) {
    return Map.of("password", digest((String) values.getFirst(), (String) values.getLast()));
  }

  /// Whether this is the credential's password.
  boolean accepts(String given) {
    String digest = digest(given, consumer.id().toString());
    return MessageDigest.isEqual(digest.getBytes(US_ASCII), password.getBytes(US_ASCII));
  }

  private static String digest(String password, String consumerId) {
    byte[] salted = (password + consumerId).getBytes(UTF_8);
    return HexFormat.of().formatHex(Hashes.digest("SHA-1").digest(salted));
  }
}
