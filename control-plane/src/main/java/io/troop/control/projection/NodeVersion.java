package io.troop.control.projection;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of a gateway, such as `3.9.1`. *Immutable.* Anything after the third number is another
/// edition's business.
public record NodeVersion(int major, int minor, int patch) implements Comparable<NodeVersion> {

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?.*");
  private static final Comparator<NodeVersion> ORDER =
      Comparator.comparingInt(NodeVersion::major)
          .thenComparingInt(NodeVersion::minor)
          .thenComparingInt(NodeVersion::patch);

  /// The version that a text begins with; empty when it begins with none.
  public static Optional<NodeVersion> find(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String patch = matcher.group(3);
    return Optional.of(
        new NodeVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  /// The version that a text begins with.
  ///
  /// @throws IllegalArgumentException when it begins with none
  public static NodeVersion of(String text) {
    return find(text)
        .orElseThrow(() ->
            new IllegalArgumentException("version \"" + text + "\" (expected: such as 3.9.1)"));
  }

  /// Whether it is older than `major.minor.0`.
  public boolean isBefore(int otherMajor, int otherMinor) {
    return compareTo(new NodeVersion(otherMajor, otherMinor, 0)) < 0;
  }

  @Override
  public int compareTo(NodeVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
