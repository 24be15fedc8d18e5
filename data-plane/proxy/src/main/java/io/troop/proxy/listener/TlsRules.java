package io.troop.proxy.listener;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which TLS is spoken with clients. *Immutable.*
///
/// @param protocols such as `TLSv1.3`
/// @param ciphers names of cipher suites in the order of preference; null for the library's own
/// @param sessionTimeout how long a session may be resumed
public record TlsRules(
    List<String> protocols, @Nullable List<String> ciphers, Duration sessionTimeout) {

  public static final TlsRules DEFAULT =
      new TlsRules(List.of("TLSv1.2", "TLSv1.3"), null, Duration.ofDays(1));
}
