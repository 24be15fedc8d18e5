package io.troop.plugin.schema;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/// As much of ASN.1 DER as it takes to turn the older forms of private keys into PKCS #8 (RFC
/// 5958). *Stateless.*
final class Der {

  private static final byte[] VERSION_0 = {2, 1, 0};

  /// rsaEncryption with null parameters (RFC 8017).
  private static final byte[] RSA = {
    0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };

  /// id-ecPublicKey (RFC 5480).
  private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  private Der() {}

  static byte[] pkcs8OfRsa(byte[] pkcs1) {
    return tagged(0x30, VERSION_0, RSA, tagged(4, pkcs1));
  }

  static byte[] spkiOfRsa(byte[] pkcs1) {
    return tagged(0x30, RSA, tagged(3, new byte[] {0}, pkcs1));
  }

  /// @throws GeneralSecurityException when the key does not name its curve
  static byte[] pkcs8OfEc(byte[] sec1) throws GeneralSecurityException {
    // ECPrivateKey ::= SEQUENCE { version, privateKey, [0] curve OPTIONAL, … } (RFC 5915)
    byte[] body = content(sec1, 0);
    int at = 0;
    while (at < body.length) {
      if ((body[at] & 0xff) == 0xa0) {
        return tagged(0x30, VERSION_0, tagged(0x30, EC, content(body, at)), tagged(4, sec1));
      }
      at = end(body, at);
    }
    throw new GeneralSecurityException("the EC private key does not name its curve");
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int size = body.size();
    if (size < 0x80) {
      out.write(size);
    } else if (size < 0x100) {
      out.write(0x81);
      out.write(size);
    } else {
      out.write(0x82);
      out.write(size >> 8);
      out.write(size);
    }
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  private static byte[] content(byte[] der, int at) throws GeneralSecurityException {
    return Arrays.copyOfRange(der, start(der, at), end(der, at));
  }

  private static int start(byte[] der, int at) throws GeneralSecurityException {
    if (at + 1 >= der.length) {
      throw new GeneralSecurityException("the key ends too early");
    }
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int end(byte[] der, int at) throws GeneralSecurityException {
    int start = start(der, at);
    int first = der[at + 1] & 0xff;
    int size = first < 0x80 ? first : 0;
    for (int i = at + 2; first >= 0x80 && i < start && i < der.length; i++) {
      size = (size << 8) | (der[i] & 0xff);
    }
    if (size < 0 || start + size > der.length) {
      throw new GeneralSecurityException("the key ends too early");
    }
    return start + size;
  }
}
