package io.troop.plugin.log;

import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Entities as documents, for logs and policies. *Stateless.*
public final class EntityDocuments {

  private EntityDocuments() {}

  /// A route as the Admin API shows it, without what is null; null for none.
  public static @Nullable Map<String, @Nullable Object> of(@Nullable Route route) {
    if (route == null) {
      return null;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", route.id().toString());
    putPresent(out, "name", route.name());
    putPresent(
        out,
        "service",
        route.service() == null ? null : Map.of("id", route.service().id().toString()));
    out.put("protocols", route.protocols());
    putPresent(out, "methods", route.methods());
    putPresent(out, "hosts", route.hosts());
    putPresent(out, "paths", route.paths());
    putPresent(out, "headers", route.headers());
    putPresent(out, "snis", route.snis());
    out.put("https_redirect_status_code", route.httpsRedirectStatusCode());
    out.put("regex_priority", route.regexPriority());
    out.put("strip_path", route.stripPath());
    out.put("path_handling", route.pathHandling());
    out.put("preserve_host", route.preserveHost());
    out.put("request_buffering", route.requestBuffering());
    out.put("response_buffering", route.responseBuffering());
    putPresent(out, "tags", route.tags());
    out.put("created_at", route.createdAt());
    out.put("updated_at", route.updatedAt());
    return out;
  }

  /// A service as the Admin API shows it, without what is null; null for none.
  public static @Nullable Map<String, @Nullable Object> of(@Nullable Service service) {
    if (service == null) {
      return null;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", service.id().toString());
    putPresent(out, "name", service.name());
    out.put("protocol", service.protocol());
    out.put("host", service.host());
    out.put("port", service.port());
    putPresent(out, "path", service.path());
    out.put("retries", service.retries());
    out.put("connect_timeout", service.connectTimeout());
    out.put("write_timeout", service.writeTimeout());
    out.put("read_timeout", service.readTimeout());
    out.put("enabled", service.enabled());
    putPresent(out, "tags", service.tags());
    out.put("created_at", service.createdAt());
    out.put("updated_at", service.updatedAt());
    return out;
  }

  /// A consumer as the Admin API shows it, without what is null; null for none.
  public static @Nullable Map<String, @Nullable Object> of(@Nullable Consumer consumer) {
    if (consumer == null) {
      return null;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", consumer.id().toString());
    putPresent(out, "username", consumer.username());
    putPresent(out, "custom_id", consumer.customId());
    putPresent(out, "tags", consumer.tags());
    out.put("created_at", consumer.createdAt());
    out.put("updated_at", consumer.updatedAt());
    return out;
  }

  /// The document of an exchange's route, with the id of its workspace as Kong's have it.
  public static @Nullable Map<String, @Nullable Object> route(Exchange exchange) {
    return owned(of(exchange.route()), exchange.workspace());
  }

  /// The document of an exchange's service, with the id of its workspace.
  public static @Nullable Map<String, @Nullable Object> service(Exchange exchange) {
    return owned(of(exchange.service()), exchange.workspace());
  }

  /// The document of an exchange's consumer, with the id of its workspace.
  public static @Nullable Map<String, @Nullable Object> consumer(Exchange exchange) {
    return owned(of(exchange.identity().consumer()), exchange.workspace());
  }

  private static @Nullable Map<String, @Nullable Object> owned(
      @Nullable Map<String, @Nullable Object> document, Exchange.Workspace workspace) {
    if (document != null && workspace.id() != null) {
      document.put("ws_id", workspace.id().toString());
    }
    return document;
  }

  private static void putPresent(
      Map<String, @Nullable Object> out, String name, @Nullable Object value) {
    if (value != null) {
      out.put(name, value);
    }
  }
}
