package io.troop.plugins.zipkin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A span while it is put together, in the words of Zipkin's JSON. *Confined to one exchange.*
final class Span {
  final String traceId;
  final String id;
  final @Nullable String parentId;
  final String kind;
  final String name;
  final Instant start;
  private final Map<String, Object> tags = new LinkedHashMap<>();
  private final List<Map<String, Object>> annotations = new ArrayList<>();
  private @Nullable String address;
  private int port;
  private @Nullable String service;

  Span(
      String kind,
      String name,
      Instant start,
      String traceId,
      String id,
      @Nullable String parentId) {
    this.kind = kind;
    this.name = name;
    this.start = start;
    this.traceId = traceId;
    this.id = id;
    this.parentId = parentId;
  }

  Span child(String id, String name, Instant start) {
    return new Span("CLIENT", name, start, traceId, id, this.id);
  }

  /// Adds a tag; none for null or empty values.
  void tag(String name, @Nullable Object value) {
    if (value != null && !value.equals("")) {
      tags.put(name, value.toString());
    }
  }

  void annotate(String value, Instant moment) {
    annotations.add(Map.of("value", value, "timestamp", micros(moment)));
  }

  void remote(String address, int port) {
    this.address = address;
    this.port = port;
  }

  void service(@Nullable String name) {
    this.service = name;
  }

  /// The span as Zipkin's API takes it.
  ///
  /// @param fallback the name of a remote service that has none
  Map<String, @Nullable Object> document(
      Instant end, String localService, @Nullable String fallback) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("traceId", traceId);
    out.put("name", name);
    if (parentId != null) {
      out.put("parentId", parentId);
    }
    out.put("id", id);
    out.put("kind", kind);
    out.put("timestamp", micros(start));
    out.put("duration", Math.max(0, micros(end) - micros(start)));
    out.put("localEndpoint", Map.of("serviceName", localService));
    out.put("remoteEndpoint", remoteEndpoint(service == null ? fallback : service));
    if (!tags.isEmpty()) {
      out.put("tags", tags);
    }
    if (!annotations.isEmpty()) {
      out.put("annotations", annotations);
    }
    return out;
  }

  private @Nullable Map<String, Object> remoteEndpoint(@Nullable String serviceName) {
    if (address == null && serviceName == null) {
      return null;
    }
    Map<String, Object> out = new LinkedHashMap<>();
    if (serviceName != null) {
      out.put("serviceName", serviceName);
    }
    if (address != null) {
      out.put(address.indexOf(':') >= 0 ? "ipv6" : "ipv4", address);
      out.put("port", port);
    }
    return out;
  }

  private static long micros(Instant moment) {
    return moment.getEpochSecond() * 1_000_000L + moment.getNano() / 1000;
  }
}
