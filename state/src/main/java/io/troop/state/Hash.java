package io.troop.state;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// 256 bits: a SHA-256 digest, or a sum of such modulo 2^256. *Immutable*, compared by value.
///
/// @param high the most significant 64 bits
/// @param low the least significant 64 bits
public record Hash(long high, long upper, long lower, long low) {

  /// Bytes of a hash.
  public static final int SIZE = 32;

  /// The sum of no hashes.
  public static final Hash ZERO = new Hash(0, 0, 0, 0);

  /// The SHA-256 digest of the parts, one after the other.
  public static Hash sha256(byte[]... parts) {
    MessageDigest digest = digest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return of(digest.digest());
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  /// The hash with these 32 bytes.
  ///
  /// @throws IllegalArgumentException for another number of bytes
  public static Hash of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("hash of " + bytes.length + " bytes (expected: 32)");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Hash(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /// The hash that [#toString] wrote.
  ///
  /// @throws IllegalArgumentException for anything but 64 hexadecimal digits
  public static Hash parse(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /// This plus another, modulo 2^256.
  public Hash plus(Hash other) {
    long sumLow = low + other.low;
    long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
    long sumLower = lower + other.lower + carry;
    carry = carries(lower, sumLower, carry);
    long sumUpper = upper + other.upper + carry;
    carry = carries(upper, sumUpper, carry);
    return new Hash(high + other.high + carry, sumUpper, sumLower, sumLow);
  }

  private static long carries(long before, long sum, long carried) {
    int order = Long.compareUnsigned(sum, before);
    return order < 0 || (order == 0 && carried == 1) ? 1 : 0;
  }

  /// This minus another, modulo 2^256.
  public Hash minus(Hash other) {
    Hash negated =
        new Hash(~other.high, ~other.upper, ~other.lower, ~other.low).plus(new Hash(0, 0, 0, 1));
    return plus(negated);
  }

  /// The 32 bytes, most significant first.
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZE)
        .putLong(high)
        .putLong(upper)
        .putLong(lower)
        .putLong(low)
        .array();
  }

  /// 64 hexadecimal digits.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}
