package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Validator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Refuses configurations that ask for something that is not done, or that can't work. *Stateless.*
final class Unsupported implements Validator {
  /// What a field may only be. Others are not supported.
  private static final Map<String, List<Object>> ONLY =
      Map.ofEntries(
          Map.entry("session_storage", List.of("cookie", "redis")),
          Map.entry("cluster_cache_strategy", List.of("off")),
          Map.entry("introspection_accept", List.of("application/json")),
          Map.entry("userinfo_accept", List.of("application/json")),
          Map.entry("response_mode", List.of("query", "form_post")),
          Map.entry("response_type", List.of(List.of("code"))),
          Map.entry("resolve_distributed_claims", List.of(false)),
          Map.entry("require_signed_request_object", List.of(false)));

  private static final List<String> NEVER =
      List.of(
          "token_exchange_endpoint",
          "upstream_user_info_jwt_header",
          "upstream_introspection_jwt_header",
          "downstream_user_info_jwt_header",
          "downstream_introspection_jwt_header",
          "session_memcached_prefix",
          "session_memcached_socket");

  private static final List<String> AUTHENTICATIONS =
      List.of(
          "client_auth",
          "token_endpoint_auth_method",
          "introspection_endpoint_auth_method",
          "revocation_endpoint_auth_method",
          "pushed_authorization_request_endpoint_auth_method");

  private static final List<String[]> PAIRS =
      List.of(
          pair("discovery_headers"),
          pair("authorization_query_args"),
          pair("token_headers"),
          pair("token_post_args"),
          pair("introspection_headers"),
          pair("introspection_post_args"),
          pair("userinfo_headers"),
          pair("userinfo_query_args"),
          new String[] {"upstream_headers_claims", "upstream_headers_names"},
          new String[] {"downstream_headers_claims", "downstream_headers_names"});

  private static String[] pair(String stem) {
    return new String[] {stem + "_names", stem + "_values"};
  }

  @Override
  public @Nullable String violation(Object value) {
    Map<?, ?> config = (Map<?, ?>) value;
    for (Map.Entry<String, List<Object>> rule : ONLY.entrySet()) {
      Object set = config.get(rule.getKey());
      if (set != null && !rule.getValue().contains(set)) {
        return rule.getKey() + ": " + set + " is not supported yet (expected: " + text(rule) + ")";
      }
    }
    for (String field : NEVER) {
      if (config.get(field) != null) {
        return field + " is not supported yet (expected: null)";
      }
    }
    for (String[] pair : PAIRS) {
      if (size(config.get(pair[0])) != size(config.get(pair[1]))) {
        return pair[0] + " and " + pair[1] + " differ in length (expected: a value for each name)";
      }
    }
    String wrong = storageProblem(config);
    wrong = wrong == null ? clientProblem(config) : wrong;
    return wrong != null ? wrong : proofProblem(config);
  }

  private static String text(Map.Entry<String, List<Object>> rule) {
    return String.join(" or ", rule.getValue().stream().map(String::valueOf).toList());
  }

  private static @Nullable String storageProblem(Map<?, ?> config) {
    if (!"redis".equals(config.get("session_storage"))) {
      return null;
    }
    if (!(config.get("redis") instanceof Map<?, ?> redis)) {
      return "redis: needed for session_storage redis";
    }
    return redis.get("socket") == null
        ? null
        : "redis.socket is not supported yet (expected: null)";
  }

  private static @Nullable String clientProblem(Map<?, ?> config) {
    for (String field : AUTHENTICATIONS) {
      Object set = config.get(field);
      List<?> methods = set instanceof List<?> list ? list : Arrays.asList(set);
      for (Object method : methods) {
        if (method != null
            && ClientAuthentication.BY_CERTIFICATE.contains(method)
            && config.get("tls_client_auth_cert_id") == null) {
          return field + ": " + method + " needs a certificate in tls_client_auth_cert_id";
        }
        if ("private_key_jwt".equals(method) && size(config.get("client_jwk")) == 0) {
          return field + ": private_key_jwt needs a key in client_jwk";
        }
      }
    }
    boolean pseudo = Boolean.TRUE.equals(config.get("using_pseudo_issuer"));
    boolean bearer = config.get("auth_methods") instanceof List<?> list && list.contains("bearer");
    return pseudo && bearer && size(config.get("extra_jwks_uris")) == 0
        ? "extra_jwks_uris: needed for bearer when using_pseudo_issuer is true"
        : null;
  }

  private static @Nullable String proofProblem(Map<?, ?> config) {
    boolean strict =
        "strict".equals(config.get("proof_of_possession_mtls"))
            || "strict".equals(config.get("proof_of_possession_dpop"));
    if (!strict
        || Boolean.FALSE.equals(config.get("proof_of_possession_auth_methods_validation"))
        || !(config.get("auth_methods") instanceof List<?> methods)
        || Set.of("bearer", "introspection", "session").containsAll(methods)) {
      return null;
    }
    return "auth_methods: only bearer, introspection and session can show a proof of possession";
  }

  private static int size(@Nullable Object list) {
    return list instanceof List<?> some ? some.size() : 0;
  }
}
