package io.troop.proxy.balance;

import io.troop.plugin.Exchange;
import io.troop.plugin.log.QueryArguments;
import io.troop.proxy.balance.UpstreamRules.HashSource;
import io.troop.routing.Match;
import io.troop.routing.UriPath;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What consistent hashing hashes of a request. *Immutable.*
///
/// @param text what to hash; empty when the request has nothing of the kind: all such requests go
///   to one target, as in Kong
/// @param setCookie the cookie that makes the client come back with the same text; null for none
record HashInput(String text, @Nullable String setCookie) {
  private static final HashInput NOTHING = new HashInput("", null);

  static HashInput of(
      UpstreamRules rules, Exchange exchange, @Nullable Match match, RandomGenerator random) {
    for (HashSource source : List.of(rules.hashOn(), rules.hashFallback())) {
      String text = text(source, rules, exchange, match);
      if (text != null) {
        return new HashInput(text, null);
      }
      if (source.kind() == HashSource.Kind.COOKIE) {
        return ofNewCookie(rules, random);
      }
      if (source.kind() == HashSource.Kind.NONE) {
        return NOTHING;
      }
    }
    return NOTHING;
  }

  private static HashInput ofNewCookie(UpstreamRules rules, RandomGenerator random) {
    String value = new UUID(random.nextLong(), random.nextLong()).toString();
    // Kong spells the attribute "Same-Site", which no browser knows.
    String cookie =
        rules.cookie() + "=" + value + "; Path=" + rules.cookiePath() + "; SameSite=Lax; HttpOnly";
    return new HashInput(value, cookie);
  }

  private static @Nullable String text(
      HashSource source, UpstreamRules rules, Exchange exchange, @Nullable Match match) {
    return switch (source.kind()) {
      case NONE -> null;
      case CONSUMER -> consumer(exchange);
      case IP -> exchange.request().clientAddress().getHostAddress();
      case HEADER -> joined(exchange.request().headers().all(source.name()));
      case COOKIE -> cookie(exchange.request().headers().all("cookie"), rules.cookie());
      case PATH -> UriPath.plain(exchange.request().path());
      case QUERY_ARG -> argument(exchange.request().query(), source.name());
      case URI_CAPTURE -> capture(source.name(), match);
    };
  }

  private static @Nullable String consumer(Exchange exchange) {
    UUID consumer = exchange.identity().consumerId();
    return consumer != null ? consumer.toString() : exchange.identity().storedId();
  }

  /// An argument without `=` counts as `true`; several are sorted.
  private static @Nullable String argument(@Nullable String query, String name) {
    Object value = QueryArguments.of(query).get(name);
    return value instanceof List<?> several
        ? several.stream().map(String::valueOf).sorted().collect(Collectors.joining(","))
        : value == null ? null : value.toString();
  }

  private static @Nullable String joined(List<String> values) {
    return values.isEmpty() ? null : String.join(",", values);
  }

  /// A named group, or a numbered one.
  private static @Nullable String capture(String name, @Nullable Match match) {
    var captures = match == null ? null : match.captures();
    if (captures == null) {
      return null;
    }
    String named = captures.named().get(name);
    if (named != null || name.isEmpty() || !name.chars().allMatch(Character::isDigit)) {
      return named;
    }
    int group = name.length() > 3 ? 0 : Integer.parseInt(name);
    return group >= 1 && group <= captures.numbered().size()
        ? captures.numbered().get(group - 1)
        : null;
  }

  private static @Nullable String cookie(List<String> lines, String name) {
    for (String line : lines) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0
            && pair.substring(0, equals)
                .strip()
                .toLowerCase(Locale.ROOT)
                .equals(name.toLowerCase(Locale.ROOT))) {
          return pair.substring(equals + 1).strip();
        }
      }
    }
    return null;
  }
}
