package io.troop.control.kong;

import io.troop.control.projection.NodeVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Entities in the forms that older versions of Kong know, where leaving out a field is not enough.
/// *Stateless.* Facts from `kong/clustering/compat` of Kong's public source.
final class OlderForms {

  private OlderForms() {}

  /// Changes a document, or the configuration of a plugin.
  @FunctionalInterface
  private interface Rewrite {
    void apply(Map<String, @Nullable Object> document);
  }

  /// @param major with `minor`, the first version that needs it no more
  /// @param of the kind of entities it is about, or the plugin
  /// @param change changes a document, or the configuration of a plugin
  private record Form(int major, int minor, Set<String> of, Rewrite change) {}

  private static final Set<String> WITHOUT_UPDATED_AT =
      Set.of(
          "ca_certificates",
          "certificates",
          "consumers",
          "targets",
          "upstreams",
          "plugins",
          "snis");

  private static final List<Form> ENTITIES =
      List.of(
          new Form(3, 3, WITHOUT_UPDATED_AT, entity -> entity.remove("updated_at")),
          new Form(
              3,
              2,
              Set.of("upstreams"),
              (Map<String, @Nullable Object> upstream) ->
                  replace(upstream, "algorithm", "latency", "round-robin")));

  private static final List<Form> PLUGINS =
      List.of(
          new Form(
              3,
              8,
              Set.of("opentelemetry"),
              (Map<String, @Nullable Object> config) ->
                  rename(config, "traces_endpoint", "endpoint")),
          new Form(3, 6, Set.of("rate-limiting", "response-ratelimiting"), OlderForms::flatRedis),
          new Form(
              3,
              5,
              Set.of("opentelemetry", "zipkin"),
              (Map<String, @Nullable Object> config) -> headerType(config, "gcp")),
          new Form(
              3,
              4,
              Set.of("opentelemetry", "zipkin"),
              (Map<String, @Nullable Object> config) -> headerType(config, "aws")),
          new Form(3, 3, Set.of("statsd", "datadog"), OlderForms::ownQueue),
          new Form(3, 3, Set.of("opentelemetry"), OlderForms::spanQueue),
          new Form(3, 2, Set.of("session"), OlderForms::oldSession));

  /// Changes a document to the form that a version knows. To be called before fields that it does
  /// not know are taken out.
  @SuppressWarnings("unchecked")
  static void apply(NodeVersion version, String kind, Map<String, @Nullable Object> document) {
    for (Form form : ENTITIES) {
      if (version.isBefore(form.major(), form.minor()) && form.of().contains(kind)) {
        form.change().apply(document);
      }
    }
    if (kind.equals("plugins") && document.get("config") instanceof Map<?, ?> config) {
      for (Form form : PLUGINS) {
        if (version.isBefore(form.major(), form.minor())
            && form.of().contains(String.valueOf(document.get("name")))) {
          form.change().apply((Map<String, @Nullable Object>) config);
        }
      }
    }
  }

  private static void rename(Map<String, @Nullable Object> config, String from, String to) {
    Object value = config.remove(from);
    if (value != null) {
      config.put(to, value);
    }
  }

  private static void replace(
      Map<String, @Nullable Object> map, String name, String from, String to) {
    map.computeIfPresent(name, (_, value) -> value.equals(from) ? to : value);
  }

  private static void headerType(Map<String, @Nullable Object> config, String unknown) {
    replace(config, "header_type", unknown, "preserve");
    replace(config, "default_header_type", unknown, "b3");
  }

  private static void flatRedis(Map<String, @Nullable Object> config) {
    Object redis = config.remove("redis");
    if (redis instanceof Map<?, ?> server && "redis".equals(config.get("policy"))) {
      for (String name :
          List.of(
              "host",
              "port",
              "username",
              "password",
              "database",
              "timeout",
              "ssl",
              "ssl_verify",
              "server_name")) {
        config.put("redis_" + name, server.get(name));
      }
    }
  }

  private static void ownQueue(Map<String, @Nullable Object> config) {
    Map<?, ?> queue = config.get("queue") instanceof Map<?, ?> given ? given : Map.of();
    number(config, "retry_count", null, 10);
    number(config, "queue_size", queue.get("max_batch_size"), 1);
    number(config, "flush_timeout", queue.get("max_coalescing_delay"), 2);
  }

  private static void spanQueue(Map<String, @Nullable Object> config) {
    Map<?, ?> queue = config.get("queue") instanceof Map<?, ?> given ? given : Map.of();
    number(config, "batch_span_count", queue.get("max_batch_size"), 200);
    number(config, "batch_flush_delay", queue.get("max_coalescing_delay"), 3);
  }

  private static void number(
      Map<String, @Nullable Object> config, String name, @Nullable Object queued, long otherwise) {
    if (!(config.get(name) instanceof Number)) {
      config.put(name, queued instanceof Number ? queued : (Object) otherwise);
    }
  }

  private static void oldSession(Map<String, @Nullable Object> config) {
    rename(config, "idling_timeout", "cookie_idletime");
    rename(config, "rolling_timeout", "cookie_lifetime");
    rename(config, "stale_ttl", "cookie_discard");
    rename(config, "cookie_same_site", "cookie_samesite");
    rename(config, "cookie_http_only", "cookie_httponly");
    rename(config, "remember", "cookie_persistent");
    replace(config, "cookie_samesite", "Default", "Lax");
  }
}
