package io.troop.plugins.iprestriction;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A set of addresses and networks. *Immutable.*
final class Networks {

  /// One network, as the bits that all its addresses begin with.
  private record Network(byte[] address, int bits) {

    static Network of(String text) {
      int slash = text.indexOf('/');
      InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      byte[] bytes = address.getAddress();
      int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(text.substring(slash + 1));
      return new Network(bytes, bits);
    }

    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      int whole = bits / 8;
      if (Arrays.mismatch(address, 0, whole, other, 0, whole) >= 0) {
        return false;
      }
      int rest = bits % 8;
      return rest == 0 || ((address[whole] ^ other[whole]) & 0xff) >>> (8 - rest) == 0;
    }
  }

  private final List<Network> networks;

  /// @param texts addresses, or networks such as `10.0.0.0/8`; null for none
  Networks(@Nullable List<String> texts) {
    this.networks = texts == null ? List.of() : texts.stream().map(Network::of).toList();
  }

  boolean isEmpty() {
    return networks.isEmpty();
  }

  boolean contain(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Network network : networks) {
      if (network.contains(bytes)) {
        return true;
      }
    }
    return false;
  }
}
