package io.troop.certs.revocation;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An element of ASN.1 in DER (X.690), as far as extensions of certificates and questions about
/// them need it. *Immutable, but for the bytes of its content.*
record Asn1(int tag, byte[] content) {
  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int SEQUENCE = 0x30;

  /// All elements that stand one behind the other.
  ///
  /// @throws GeneralSecurityException when the bytes are not DER
  static List<Asn1> read(byte[] der) throws GeneralSecurityException {
    List<Asn1> found = new ArrayList<>();
    int at = 0;
    while (at < der.length) {
      if (at + 1 >= der.length) {
        throw cutOff();
      }
      int size = der[at + 1] & 0xff;
      int start = at + 2;
      if (size >= 0x80) {
        int digits = size & 0x7f;
        if (digits < 1 || digits > 4 || start + digits > der.length) {
          throw cutOff();
        }
        size = 0;
        for (int i = 0; i < digits; i++) {
          size = (size << 8) | (der[start++] & 0xff);
        }
      }
      if (size < 0 || size > der.length - start) {
        throw cutOff();
      }
      found.add(new Asn1(der[at] & 0xff, Arrays.copyOfRange(der, start, start + size)));
      at = start + size;
    }
    return found;
  }

  private static GeneralSecurityException cutOff() {
    return new GeneralSecurityException("an ASN.1 element is cut off");
  }

  /// What it consists of; nothing when it is primitive.
  List<Asn1> parts() throws GeneralSecurityException {
    return (tag & 0x20) == 0 ? List.of() : read(content);
  }

  /// The bytes of an element.
  static byte[] of(int tag, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int size = body.size();
    if (size >= 0x80) {
      int digits = (39 - Integer.numberOfLeadingZeros(size)) / 8;
      out.write(0x80 | digits);
      for (int i = digits - 1; i >= 0; i--) {
        out.write(size >> (8 * i));
      }
    } else {
      out.write(size);
    }
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }
}
