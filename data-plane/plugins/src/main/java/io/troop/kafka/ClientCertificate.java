package io.troop.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Base64;

/// A certificate and its key, as PEM texts, shown to brokers. *Immutable.*
public record ClientCertificate(String certificate, String key) {
  /// DER of version 0 and the algorithm `rsaEncryption`: what PKCS#8 puts before an RSA key.
  private static final byte[] RSA_HEAD = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /// The key in PKCS#8 form, which is all that Kafka's client reads.
  ///
  /// @throws IllegalArgumentException when the key has another form than PKCS#8 or RSA's own
  String pkcs8Key() {
    if (key.contains("BEGIN PRIVATE KEY")) {
      return key;
    }
    if (!key.contains("BEGIN RSA PRIVATE KEY")) {
      throw new IllegalArgumentException(
          "the key of the brokers' client certificate has an unknown form (expected: PEM with"
              + " PRIVATE KEY or RSA PRIVATE KEY); convert it with: openssl pkcs8 -topk8 -nocrypt");
    }
    byte[] rsa = Base64.getMimeDecoder().decode(key.replaceAll("-----[A-Z ]+-----", ""));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(RSA_HEAD);
    body.writeBytes(der(0x04, rsa));
    byte[] pkcs8 = der(0x30, body.toByteArray());
    return "-----BEGIN PRIVATE KEY-----\n"
        + new String(Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encode(pkcs8), US_ASCII)
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static byte[] der(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 128) {
      out.write(content.length);
    } else {
      int bytes = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(content.length >> (8 * i));
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return "ClientCertificate[…]";
  }
}
