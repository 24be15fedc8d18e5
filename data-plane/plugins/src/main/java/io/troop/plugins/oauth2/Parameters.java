package io.troop.plugins.oauth2;

import io.troop.plugin.Exchange;
import io.troop.plugin.form.FormBody;
import io.troop.plugin.form.QueryText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// What a request says in its query and its body; the body's word counts more. *Immutable.*
record Parameters(@Nullable String query, @Nullable FormBody body) {
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  /// No form of ours is longer.
  private static final int LIMIT = 1 << 20;

  static Mono<Parameters> of(Exchange.Request request) {
    return WITH_BODY.contains(request.method()) && request.contentLength() != 0
        ? FormBody.read(request, LIMIT)
            .map(body -> new Parameters(request.query(), body.orElse(null)))
        : Mono.just(new Parameters(request.query(), null));
  }

  /// The value of this name; null for none, or several.
  @Nullable String text(String name) {
    List<String> values = values(name);
    return values.size() == 1 ? values.getFirst() : null;
  }

  /// Whether there are several values of this name.
  boolean isRepeated(String name) {
    return values(name).size() > 1;
  }

  private List<String> values(String name) {
    List<String> found = body == null ? List.of() : body.values(name);
    return found.isEmpty() ? QueryText.values(query, name) : found;
  }
}
