package io.troop.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// The hash of a whole image: SHA-256 over a tag, the control plane's id and all bucket hashes.
/// *Immutable.* Equal roots mean equal configuration of the same control plane.
///
/// Bucket hashes are sums, so whoever may write very many entities of their choice could craft two
/// images of one root; such a person may write the configuration anyway. Against everyone else the
/// signature over the root stands.
public record Root(Hash hash) {

  private static final byte[] TAG = "troop root 1\n".getBytes(StandardCharsets.US_ASCII);

  /// The root of these bucket hashes, by number.
  public static Root of(UUID controlPlane, List<Hash> buckets) {
    ByteBuffer bytes = ByteBuffer.allocate(TAG.length + 16 + buckets.size() * Hash.SIZE);
    bytes.put(TAG);
    bytes.putLong(controlPlane.getMostSignificantBits());
    bytes.putLong(controlPlane.getLeastSignificantBits());
    for (Hash bucket : buckets) {
      bytes
          .putLong(bucket.high())
          .putLong(bucket.upper())
          .putLong(bucket.lower())
          .putLong(bucket.low());
    }
    return new Root(Hash.sha256(bytes.array()));
  }

  /// The root that [#toString] wrote.
  ///
  /// @throws IllegalArgumentException for anything but 64 hexadecimal digits
  public static Root parse(String hex) {
    return new Root(Hash.parse(hex));
  }

  /// The first 32 digits: what stands where Kong shows a configuration's MD5 hash, on both planes.
  public String configHash() {
    return toString().substring(0, 32);
  }

  /// 64 hexadecimal digits.
  @Override
  public String toString() {
    return hash.toString();
  }
}
