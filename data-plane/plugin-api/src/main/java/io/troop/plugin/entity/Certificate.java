package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.CERTIFICATE;
import static io.troop.plugin.schema.annotation.Typedef.KEY;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;
import static io.troop.plugin.schema.annotation.Typedef.WILDCARD_HOST;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Pem;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Transient;
import io.troop.plugin.schema.annotation.Typedef;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A certificate of the gateway, with its key. *Immutable.* All are PEM texts or references.
///
/// @param certAlt a second certificate for the same names with another kind of key; null for none
/// @param snis only in requests and answers of the Admin API; not stored
public record Certificate(
    @Is(Typedef.UUID) UUID id,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Is(CERTIFICATE) @Required @Referenceable String cert,
    @Is(KEY) @Required @Referenceable @Encrypted String key,
    @Is(CERTIFICATE) @Referenceable @NotRequired @Nullable String certAlt,
    @Is(KEY) @Referenceable @Encrypted @NotRequired @Nullable String keyAlt,
    @Is(TAGS) @Nullable List<String> tags,
    @Transient @NotRequired @Nullable List<@Is(WILDCARD_HOST) String> snis) {

  static final List<Check> CHECKS =
      List.of(
          Check.mutuallyRequired("cert_alt", "key_alt"),
          Check.custom(List.of("cert", "key"), Certificate::mismatch),
          Check.custom(List.of("cert_alt", "key_alt"), Certificate::mismatchOfAlternative),
          Check.custom(List.of("cert", "cert_alt"), Certificate::sameKind));

  private static @Nullable String mismatch(Map<String, @Nullable Object> values) {
    return belongTogether(values.get("cert"), values.get("key"))
        ? null
        : "certificate does not match key";
  }

  private static @Nullable String mismatchOfAlternative(Map<String, @Nullable Object> values) {
    return belongTogether(values.get("cert_alt"), values.get("key_alt"))
        ? null
        : "alternative certificate does not match key";
  }

  private static boolean belongTogether(@Nullable Object cert, @Nullable Object key) {
    if (!(cert instanceof String certPem) || !(key instanceof String keyPem)) {
      return true; // another rule says that both are needed
    }
    try {
      return Pem.belongTogether(Pem.privateKey(keyPem), Pem.certificate(certPem).getPublicKey());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static @Nullable String sameKind(Map<String, @Nullable Object> values) {
    if (!(values.get("cert") instanceof String cert)
        || !(values.get("cert_alt") instanceof String other)) {
      return null;
    }
    try {
      String kind = Pem.certificate(cert).getPublicKey().getAlgorithm();
      String otherKind = Pem.certificate(other).getPublicKey().getAlgorithm();
      return kind.equals(otherKind)
          ? "certificate and alternative certificate need to have different type (e.g. RSA and"
              + " ECDSA), the provided certificates were both of the same type"
          : null;
    } catch (GeneralSecurityException e) {
      return null; // the field's own check has said so
    }
  }
}
