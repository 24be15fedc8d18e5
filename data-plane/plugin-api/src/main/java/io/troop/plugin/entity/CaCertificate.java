package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.CERTIFICATE;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Pem;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.schema.Transformation;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A certificate of an authority that other certificates are verified with. *Immutable.*
///
/// @param certDigest the SHA-256 digest of the certificate in hexadecimal
public record CaCertificate(
    @Is(Typedef.UUID) UUID id,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Is(CERTIFICATE) @Required String cert,
    @Unique @Doc("The SHA-256 digest of the certificate; the gateway computes it.")
        @Nullable String certDigest,
    @Is(TAGS) @Nullable List<String> tags) {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

  static final List<Check> CHECKS = List.of(Check.custom(List.of("cert"), CaCertificate::problem));

  static final List<Transformation> TRANSFORMATIONS =
      List.of(new Transformation(List.of("cert"), List.of(), CaCertificate::digest));

  private static @Nullable String problem(Map<String, @Nullable Object> values) {
    if (!(values.get("cert") instanceof String cert)) {
      return null;
    }
    if (cert.indexOf(BEGIN) != cert.lastIndexOf(BEGIN)) {
      return "please submit only one certificate at a time";
    }
    try {
      X509Certificate certificate = Pem.certificate(cert);
      if (isExpired(certificate)) {
        return "certificate expired, \"Not After\" time is in the past";
      }
      return certificate.getBasicConstraints() >= 0
          ? null
          : "certificate does not appear to be a CA because it is missing the \"CA\" basic"
              + " constraint";
    } catch (GeneralSecurityException e) {
      return null; // the field's own check has said so
    }
  }

  private static boolean isExpired(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return false;
    } catch (CertificateExpiredException e) {
      return true;
    } catch (CertificateNotYetValidException e) {
      return false;
    }
  }

  private static Map<String, @Nullable Object> digest(List<Object> values) {
    String cert = (String) values.getFirst();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Pem.certificate(cert).getEncoded());
      out.put("cert_digest", HexFormat.of().formatHex(digest));
    } catch (GeneralSecurityException e) {
      throw SchemaViolations.of("cert", "invalid certificate: " + e.getMessage());
    }
    return out;
  }
}
