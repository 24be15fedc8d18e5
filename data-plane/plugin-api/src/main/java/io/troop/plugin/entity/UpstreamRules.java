package io.troop.plugin.entity;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.Shorthand;
import io.troop.plugin.schema.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the fields of an upstream have to do with each other (Kong's
/// `db/schema/entities/upstreams.lua`).
final class UpstreamRules {

  static final List<Check> CHECKS =
      List.of(
          needs("hash_on", "header", "hash_on_header"),
          needs("hash_fallback", "header", "hash_fallback_header"),
          needs("hash_on", "cookie", "hash_on_cookie"),
          needs("hash_fallback", "cookie", "hash_on_cookie"),
          fallback("none", "none"),
          fallback("cookie", "none"),
          fallback(
              "consumer", "none", "ip", "header", "cookie", "path", "query_arg", "uri_capture"),
          fallback(
              "ip", "none", "consumer", "header", "cookie", "path", "query_arg", "uri_capture"),
          fallback(
              "path", "none", "consumer", "header", "cookie", "query_arg", "ip", "uri_capture"),
          Check.distinct("hash_on_header", "hash_fallback_header"),
          needs("hash_on", "query_arg", "hash_on_query_arg"),
          needs("hash_fallback", "query_arg", "hash_fallback_query_arg"),
          Check.distinct("hash_on_query_arg", "hash_fallback_query_arg"),
          needs("hash_on", "uri_capture", "hash_on_uri_capture"),
          needs("hash_fallback", "uri_capture", "hash_fallback_uri_capture"),
          Check.distinct("hash_on_uri_capture", "hash_fallback_uri_capture"));

  /// Giving the algorithm or what to hash on sets the other to fit.
  static final List<Shorthand> SHORTHANDS =
      List.of(
          Shorthand.of(Field.of("algorithm", Type.Plain.STRING), UpstreamRules::withAlgorithm),
          Shorthand.of(Field.of("hash_on", Type.Plain.STRING), UpstreamRules::withHashOn));

  private UpstreamRules() {}

  private static Check needs(String field, String value, String other) {
    return Check.conditional(field, Match.pattern("^" + value + "$"), other, Match.given());
  }

  private static Check fallback(String hashOn, Object... allowed) {
    return Check.conditional(
        "hash_on", Match.pattern("^" + hashOn + "$"), "hash_fallback", Match.oneOf(allowed));
  }

  private static Map<String, @Nullable Object> withAlgorithm(@Nullable Object algorithm) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("algorithm", algorithm);
    if ("least-connections".equals(algorithm) || "latency".equals(algorithm)) {
      out.put("hash_on", null);
    }
    return out;
  }

  private static Map<String, @Nullable Object> withHashOn(@Nullable Object hashOn) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("hash_on", hashOn == null ? "none" : hashOn);
    if (hashOn != null) {
      out.put("algorithm", hashOn.equals("none") ? "round-robin" : "consistent-hashing");
    }
    return out;
  }
}
