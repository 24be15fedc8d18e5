package io.troop.plugins.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes an exchange's metrics as StatsD lines, named or tagged as Kong does. *Immutable.*
final class MetricLines {
  private final StatsdConfig config;
  private final String hostName;
  private final String prefix;

  MetricLines(StatsdConfig config, String hostName) {
    this.config = config;
    this.hostName = hostName;
    this.prefix =
        config.hostnameInPrefix() && config.tagStyle() == null
            ? config.prefix() + ".node." + hostName
            : config.prefix();
  }

  List<byte[]> of(Exchange exchange) {
    List<byte[]> out = new ArrayList<>();
    for (StatsdConfig.Metric metric : config.metrics()) {
      String line =
          config.tagStyle() == null
              ? named(metric, exchange)
              : tagged(metric, exchange, config.tagStyle());
      if (line != null) {
        out.add(line.getBytes(UTF_8));
      }
    }
    return out;
  }

  private @Nullable String named(StatsdConfig.Metric metric, Exchange exchange) {
    String scope = scope(metric, exchange.service());
    String consumer = consumer(metric, exchange.identity().consumer());
    int status = exchange.response().status();
    return switch (metric.name()) {
      case "unique_users" ->
          consumer == null ? null : line(scope + ".user.uniques", consumer, "s", null);
      case "request_per_user" ->
          consumer == null ? null : count(scope + ".user." + consumer + ".request.count", metric);
      case "status_count" -> count(scope + ".status." + status, metric);
      case "status_count_per_user" ->
          consumer == null
              ? null
              : count(scope + ".user." + consumer + ".status." + status, metric);
      case "status_count_per_workspace" ->
          count(scope + ".workspace." + workspace(metric, exchange) + ".status." + status, metric);
      case "status_count_per_user_per_route" ->
          routeCount(metric, exchange.route(), consumer, status);
      default -> {
        Long value = value(metric.name(), exchange);
        yield value == null
            ? null
            : line(
                scope + "." + statName(metric.name()),
                value.toString(),
                kind(metric.statType()),
                metric.sampleRate());
      }
    };
  }

  private @Nullable String routeCount(
      StatsdConfig.Metric metric, @Nullable Route route, @Nullable String consumer, int status) {
    return route == null || consumer == null
        ? null
        : count("route." + route.id() + ".user." + consumer + ".status." + status, metric);
  }

  private String count(String stat, StatsdConfig.Metric metric) {
    return line(stat, "1", "c", metric.sampleRate());
  }

  private String line(String stat, String value, String kind, @Nullable Double sampleRate) {
    return prefix + "." + stat + ":" + value + "|" + kind + rate(sampleRate);
  }

  private static String rate(@Nullable Double sampleRate) {
    if (sampleRate == null || sampleRate == 1) {
      return "";
    }
    boolean whole = sampleRate == Math.rint(sampleRate);
    return "|@" + (whole ? Long.toString(sampleRate.longValue()) : sampleRate.toString());
  }

  private @Nullable String tagged(StatsdConfig.Metric metric, Exchange exchange, String style) {
    Long value = value(metric.name(), exchange);
    if (value == null) {
      return null;
    }
    String stat = prefix + "." + statName(metric.name());
    String tail = ":" + value + "|" + kind(metric.statType()) + rate(metric.sampleRate());
    Service service = exchange.service();
    String name = service == null ? null : service(metric, service);
    if (name == null) {
      return stat + tail; // Kong: without a service's name there are no tags at all.
    }
    Map<String, String> tags = tags(metric, exchange, name);
    String separator = style.equals("dogstatsd") ? ":" : "=";
    String text =
        tags.entrySet().stream()
            .map(tag -> tag.getKey() + separator + tag.getValue())
            .collect(Collectors.joining(","));
    return switch (style) {
      case "dogstatsd" -> stat + tail + "|#" + text;
      case "influxdb" -> stat + "," + text + tail;
      case "librato" -> stat + "#" + text + tail;
      default -> stat + "[" + text + "]" + tail;
    };
  }

  private Map<String, String> tags(StatsdConfig.Metric metric, Exchange exchange, String service) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("service", service);
    Route route = exchange.route();
    if (route != null) {
      tags.put("route", route.name() == null ? route.id().toString() : route.name());
    }
    tags.put("workspace", workspace(metric, exchange));
    String consumer = consumer(metric, exchange.identity().consumer());
    if (consumer != null) {
      tags.put("consumer", consumer);
    }
    tags.put("node", hostName);
    tags.put("status", Integer.toString(exchange.response().status()));
    return tags;
  }

  /// The value of a plain metric; null for one that is none, or did not happen.
  private static @Nullable Long value(String name, Exchange exchange) {
    return switch (name) {
      case "request_count" -> 1L;
      case "request_size" -> exchange.request().bytesReceived();
      case "response_size" -> exchange.response().totalBytesSent();
      case "latency" -> millis(exchange.timings().totalNanos());
      case "upstream_latency" -> millis(exchange.timings().upstreamNanos());
      case "kong_latency" -> millis(Math.max(0, exchange.timings().proxyNanos()));
      default -> null;
    };
  }

  private static @Nullable Long millis(long nanos) {
    return nanos < 0 ? null : nanos / 1_000_000;
  }

  private static String statName(String name) {
    return switch (name) {
      case "request_size" -> "request.size";
      case "response_size" -> "response.size";
      case "request_count" -> "request.count";
      default -> name;
    };
  }

  private static String kind(String statType) {
    return switch (statType) {
      case "gauge" -> "g";
      case "counter" -> "c";
      case "timer" -> "ms";
      case "histogram" -> "h";
      case "meter" -> "m";
      default -> "s";
    };
  }

  private String scope(StatsdConfig.Metric metric, @Nullable Service service) {
    if (service == null) {
      return "global.unmatched";
    }
    String name = service(metric, service);
    return "service." + (name == null ? "unnamed" : name.replace('.', '_'));
  }

  private @Nullable String service(StatsdConfig.Metric metric, Service service) {
    String identifier =
        metric.serviceIdentifier() == null
            ? config.serviceIdentifierDefault()
            : metric.serviceIdentifier();
    return switch (identifier) {
      case "service_id" -> service.id().toString();
      case "service_name" -> service.name();
      case "service_host" -> service.host();
      default -> service.name() == null ? service.host() : service.name();
    };
  }

  private @Nullable String consumer(StatsdConfig.Metric metric, @Nullable Consumer consumer) {
    if (consumer == null) {
      return null;
    }
    String identifier =
        metric.consumerIdentifier() == null
            ? config.consumerIdentifierDefault()
            : metric.consumerIdentifier();
    return switch (identifier) {
      case "consumer_id" -> consumer.id().toString();
      case "custom_id" -> consumer.customId();
      default -> consumer.username();
    };
  }

  private String workspace(StatsdConfig.Metric metric, Exchange exchange) {
    String identifier =
        metric.workspaceIdentifier() == null
            ? config.workspaceIdentifierDefault()
            : metric.workspaceIdentifier();
    Exchange.Workspace workspace = exchange.workspace();
    return identifier.equals("workspace_name") || workspace.id() == null
        ? workspace.name()
        : workspace.id().toString();
  }
}
