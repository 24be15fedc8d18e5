package io.troop.plugins.openidconnect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A credential that a request shows. *Immutable.*
///
/// [#headers] and [#arguments] name what to take away when the upstream must not see it.
sealed interface Shown {

  List<String> headers();

  List<String> arguments();

  /// A token that somebody gave to the client.
  ///
  /// @param identity the ID token beside it; null for none
  record Bearer(
      String token, @Nullable String identity, List<String> headers, List<String> arguments)
      implements Shown {}

  record Refresh(String token, List<String> headers, List<String> arguments) implements Shown {}

  record Password(String name, String password, List<String> headers, List<String> arguments)
      implements Shown {}

  record Client(String id, String secret, List<String> headers, List<String> arguments)
      implements Shown {}
}
