package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Flat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `openid-connect`, by what it is about. *Immutable.*
@Applies(toConsumers = false)
@CheckedBy(Unsupported.class)
record OpenidConnectConfig(
    @Flat ProviderFields provider,
    @Flat ClientFields client,
    @Flat CredentialsFields credentials,
    @Flat AuthorizationFields authorization,
    @Flat VerificationFields verification,
    @Flat CallsFields calls,
    @Flat MappingFields mapping,
    @Flat HeaderNames headers,
    @Flat OutcomeFields outcome,
    @Flat CachingFields caching,
    @Flat SessionFields session) {

  /// Whether this kind of credential is accepted.
  boolean accepts(String method) {
    return credentials.authMethods().contains(method);
  }

  /// The list; empty when nothing was said.
  static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /// The entry for this client, else that of the first; null when nothing was said.
  static <T> @Nullable T of(@Nullable List<T> list, int client) {
    return list == null || list.isEmpty() ? null : list.get(client < list.size() ? client : 0);
  }

  /// Names with the values at their places.
  static List<Map.Entry<String, String>> pairs(
      @Nullable List<String> names, @Nullable List<String> values) {
    List<Map.Entry<String, String>> out = new ArrayList<>();
    for (int i = 0; i < Math.min(list(names).size(), list(values).size()); i++) {
      out.add(Map.entry(list(names).get(i), list(values).get(i)));
    }
    return out;
  }
}
