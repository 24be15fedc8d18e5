package io.troop.plugin.aws;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who calls. *Immutable.*
///
/// @param sessionToken null for a permanent key
/// @param expires null for never
public record AwsCredentials(
    String accessKey, String secretKey, @Nullable String sessionToken, @Nullable Instant expires) {

  /// Names the key only.
  @Override
  public String toString() {
    return "AwsCredentials[" + accessKey + "]";
  }
}
