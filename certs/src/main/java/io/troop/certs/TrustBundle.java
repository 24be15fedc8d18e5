package io.troop.certs;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// What a control plane tells its nodes to believe. *Immutable.* The seal vouches for it, so that
/// nobody but the control plane a node knows can bring in another authority.
///
/// @param number counts up with every change
/// @param authorities to be believed beside those a node was set up with
/// @param retired not to be believed any more, even if a node was set up with them
public record TrustBundle(
    long number, List<X509Certificate> authorities, List<X509Certificate> retired) {

  public TrustBundle {
    authorities = List.copyOf(authorities);
    retired = List.copyOf(retired);
  }

  /// The bundle with these PEM texts, each of which may be empty.
  ///
  /// @throws TrustException when one can't be read
  public static TrustBundle parse(long number, String authorities, String retired) {
    return new TrustBundle(
        number, read("the authorities to trust", authorities), read("those retired", retired));
  }

  private static List<X509Certificate> read(String name, String pem) {
    return pem.isEmpty() ? List.of() : Pem.certificates(name, pem);
  }

  /// What is to be believed by whoever was set up with these.
  public List<X509Certificate> over(List<X509Certificate> setUpWith) {
    Set<X509Certificate> all = new LinkedHashSet<>(setUpWith);
    all.addAll(authorities);
    retired.forEach(all::remove);
    return List.copyOf(all);
  }

  /// The bytes that the seal signs.
  public byte[] payload(UUID controlPlane) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF("troop trust 1");
      out.writeLong(controlPlane.getMostSignificantBits());
      out.writeLong(controlPlane.getLeastSignificantBits());
      out.writeLong(number);
      for (List<X509Certificate> list : List.of(authorities, retired)) {
        byte[] pem = Pem.write(list).getBytes(StandardCharsets.US_ASCII);
        out.writeInt(pem.length);
        out.write(pem);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory can be written to", impossible);
    }
    return bytes.toByteArray();
  }
}
