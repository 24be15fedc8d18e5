package io.troop.routing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Which paths of a route rank alike: regular expressions together, prefixes by length.
final class PathGroups {
  /// What Kong derives the ids of split routes from; they break ties.
  private static final UUID NAMESPACE = UUID.fromString("7f145bf9-0dce-4f91-98eb-debbce4b9f6b");

  private PathGroups() {}

  static boolean isRegex(String path) {
    return path.startsWith("~");
  }

  /// The groups in the order of their first paths; prefixes in normal form.
  static List<List<String>> of(List<String> paths) {
    Map<Integer, List<String>> groups = new LinkedHashMap<>();
    for (String path : paths) {
      String usable = isRegex(path) ? path : UriPath.normalise(UriPath.bytesOf(path));
      groups
          .computeIfAbsent(isRegex(path) ? 0 : usable.length(), _ -> new ArrayList<>())
          .add(usable);
    }
    return List.copyOf(groups.values());
  }

  /// The id of a route's n-th group, a version 5 UUID.
  static UUID id(UUID route, int group) {
    byte[] name = (route + "#" + group).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer input =
        ByteBuffer.allocate(16 + name.length)
            .putLong(NAMESPACE.getMostSignificantBits())
            .putLong(NAMESPACE.getLeastSignificantBits())
            .put(name);
    ByteBuffer digest = ByteBuffer.wrap(sha1(input.array()));
    long high = (digest.getLong() & ~0xf000L) | 0x5000L;
    long low = (digest.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private static byte[] sha1(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
