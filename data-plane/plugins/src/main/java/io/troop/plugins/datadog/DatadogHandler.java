package io.troop.plugins.datadog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Service;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.Datagrams;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts each exchange's metrics into a queue that sends datagrams. *Thread-safe.*
final class DatadogHandler implements Handler.OnLog {
  private final DatadogConfig config;
  private final BatchQueue queue;

  DatadogHandler(DatadogConfig config, Host host) {
    this.config = config;
    Datagrams agent = new Datagrams(host.resolve(config.host()), config.port());
    this.queue =
        BatchQueue.kept(
            host,
            "datadog",
            config,
            config.queue().withOlder(config.queueSize(), config.flushTimeout()),
            agent::send);
  }

  @Override
  public void onLog(Exchange exchange) {
    for (DatadogConfig.Metric metric : config.metrics()) {
      queue.add(line(metric, exchange).getBytes(UTF_8));
    }
  }

  private String line(DatadogConfig.Metric metric, Exchange exchange) {
    Double rate = metric.sampleRate();
    return config.prefix()
        + "."
        + statName(metric.name())
        + ":"
        + value(metric.name(), exchange)
        + "|"
        + kind(metric.statType())
        + (rate == null || rate == 1 ? "" : "|@" + number(rate))
        + "|#"
        + String.join(",", tags(metric, exchange));
  }

  private static String number(double rate) {
    return rate == Math.rint(rate) ? Long.toString((long) rate) : Double.toString(rate);
  }

  private static String statName(String name) {
    return switch (name) {
      case "request_size" -> "request.size";
      case "response_size" -> "response.size";
      case "request_count" -> "request.count";
      default -> name;
    };
  }

  private static long value(String name, Exchange exchange) {
    return switch (name) {
      case "request_size" -> exchange.request().bytesReceived();
      case "response_size" -> exchange.response().totalBytesSent();
      case "latency" -> millis(exchange.timings().totalNanos());
      case "upstream_latency" -> millis(exchange.timings().upstreamNanos());
      case "kong_latency" -> Math.max(0, millis(exchange.timings().proxyNanos()));
      default -> 1;
    };
  }

  private static long millis(long nanos) {
    return nanos < 0 ? -1 : nanos / 1_000_000;
  }

  private static String kind(String statType) {
    return switch (statType) {
      case "gauge" -> "g";
      case "counter" -> "c";
      case "timer" -> "ms";
      case "histogram" -> "h";
      case "meter" -> "m";
      case "set" -> "s";
      default -> "d";
    };
  }

  private List<String> tags(DatadogConfig.Metric metric, Exchange exchange) {
    List<String> tags = new ArrayList<>();
    tags.add(config.serviceNameTag() + ":" + name(exchange.service()));
    tags.add(config.statusTag() + ":" + exchange.response().status());
    String consumer = id(metric.consumerIdentifier(), exchange.identity().consumer());
    if (consumer != null) {
      tags.add(config.consumerTag() + ":" + consumer);
    }
    if (metric.tags() != null) {
      tags.addAll(metric.tags());
    }
    return tags;
  }

  private static String name(@Nullable Service service) {
    if (service == null) {
      return "";
    }
    return (service.name() == null ? service.host() : service.name()).replace('.', '_');
  }

  private static @Nullable String id(@Nullable String identifier, @Nullable Consumer consumer) {
    if (identifier == null || consumer == null) {
      return null;
    }
    return switch (identifier) {
      case "consumer_id" -> consumer.id().toString().replace('-', '_');
      case "custom_id" -> consumer.customId();
      default -> consumer.username();
    };
  }
}
