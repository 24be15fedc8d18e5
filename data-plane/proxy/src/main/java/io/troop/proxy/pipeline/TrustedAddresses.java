package io.troop.proxy.pipeline;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The addresses and networks of `trusted_ips`. *Immutable.*
public final class TrustedAddresses {

  /// Trusts nobody.
  public static final TrustedAddresses NONE = new TrustedAddresses(List.of());

  private record Network(byte[] address, int bits) {
    boolean contains(byte[] candidate) {
      if (candidate.length != address.length) {
        return false;
      }
      int bytes = bits / 8;
      if (!Arrays.equals(candidate, 0, bytes, address, 0, bytes)) {
        return false;
      }
      int rest = bits % 8;
      int mask = 0xff00 >> rest & 0xff;
      return rest == 0 || ((candidate[bytes] ^ address[bytes]) & mask) == 0;
    }
  }

  private final List<Network> networks;

  private TrustedAddresses(List<Network> networks) {
    this.networks = List.copyOf(networks);
  }

  /// Reads addresses and networks in CIDR form; `unix:` is passed over, since no listener has such
  /// a peer.
  ///
  /// @return null when one of them is neither
  public static @Nullable TrustedAddresses parse(List<String> texts) {
    List<Network> networks = new ArrayList<>();
    for (String text : texts) {
      if (text.equals("unix:")) {
        continue;
      }
      int slash = text.indexOf('/');
      byte[] address =
          NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
      if (address == null) {
        return null;
      }
      int bits = address.length * 8;
      if (slash >= 0) {
        String prefix = text.substring(slash + 1);
        if (!prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > bits) {
          return null;
        }
        bits = Integer.parseInt(prefix);
      }
      networks.add(new Network(address, bits));
    }
    return new TrustedAddresses(networks);
  }

  public boolean isEmpty() {
    return networks.isEmpty();
  }

  public boolean contains(InetAddress address) {
    if (networks.isEmpty()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    for (Network network : networks) {
      if (network.contains(bytes)) {
        return true;
      }
    }
    return false;
  }
}
