package io.troop.routing;

import java.net.InetAddress;

/// An address or a network in CIDR form. *Immutable.*
///
/// @param network the address's bytes, as many as the family has
/// @param bits how many leading bits count
record AddressRange(byte[] network, int bits) {

  /// @throws IllegalArgumentException for what is neither
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] network =
        InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    int bits = slash < 0 ? network.length * 8 : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > network.length * 8) {
      throw new IllegalArgumentException(
          text + ": " + bits + " bits (expected: 0 to " + network.length * 8 + ")");
    }
    return new AddressRange(network, bits);
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != network.length) {
      return false;
    }
    for (int i = 0, left = bits; left > 0; i++, left -= 8) {
      int mask = left >= 8 ? 0xff : 0xff << (8 - left) & 0xff;
      if (((bytes[i] ^ network[i]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
