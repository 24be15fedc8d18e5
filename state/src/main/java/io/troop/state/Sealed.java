package io.troop.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A revision of one control plane and the signature that vouches for it. *Immutable*: nobody may
/// write into [#signature].
///
/// @param revision the number of the committed state; 0 before the first commit
/// @param root the hash of the image at that revision
/// @param signature the control plane's Ed25519 signature over [#payload]
public record Sealed(UUID controlPlane, long revision, Root root, byte[] signature) {

  private static final byte[] TAG = "troop revision 1\n".getBytes(StandardCharsets.US_ASCII);

  /// The bytes that are signed: a tag, the control plane, the revision and the root.
  public static byte[] payload(UUID controlPlane, long revision, Root root) {
    return ByteBuffer.allocate(TAG.length + 16 + Long.BYTES + Hash.SIZE)
        .put(TAG)
        .putLong(controlPlane.getMostSignificantBits())
        .putLong(controlPlane.getLeastSignificantBits())
        .putLong(revision)
        .put(root.hash().bytes())
        .array();
  }

  /// The bytes whose signature this carries.
  public byte[] payload() {
    return payload(controlPlane, revision, root);
  }

  /// Whether it vouches for this very image.
  public boolean covers(Image image) {
    return image.root(controlPlane).equals(root);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sealed that
        && controlPlane.equals(that.controlPlane)
        && revision == that.revision
        && root.equals(that.root)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return root.hashCode() * 31 + Long.hashCode(revision);
  }

  @Override
  public String toString() {
    return "revision " + revision + " (root " + root.toString().substring(0, 12) + ")";
  }
}
