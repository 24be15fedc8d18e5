package io.troop.plugins.statsd;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Retired;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.tools.QueueConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `statsd`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record StatsdConfig(
    @Doc("The host name or address of the StatsD server.")
        @Is(Typedef.HOST)
        @Default("\"localhost\"")
        String host,
    @Doc("The port of the StatsD server.") @Is(Typedef.PORT) @Default("8125") int port,
    @Doc("What each name begins with.") @Default("\"kong\"") String prefix,
    @Doc("What is measured.")
        @Default(
            "[{\"name\": \"request_count\", \"stat_type\": \"counter\", \"sample_rate\": 1},"
                + " {\"stat_type\": \"timer\", \"name\": \"latency\"}, {\"name\": \"request_size\","
                + " \"stat_type\": \"counter\", \"sample_rate\": 1}, {\"name\": \"status_count\","
                + " \"stat_type\": \"counter\", \"sample_rate\": 1}, {\"name\": \"response_size\","
                + " \"stat_type\": \"counter\", \"sample_rate\": 1}, {\"stat_type\": \"set\","
                + " \"name\": \"unique_users\"}, {\"name\": \"request_per_user\", \"stat_type\":"
                + " \"counter\", \"sample_rate\": 1}, {\"stat_type\": \"timer\", \"name\":"
                + " \"upstream_latency\"}, {\"stat_type\": \"timer\", \"name\": \"kong_latency\"},"
                + " {\"name\": \"status_count_per_user\", \"stat_type\": \"counter\","
                + " \"sample_rate\": 1}, {\"name\": \"status_count_per_workspace\", \"stat_type\":"
                + " \"counter\", \"sample_rate\": 1}, {\"name\":"
                + " \"status_count_per_user_per_route\", \"stat_type\": \"counter\","
                + " \"sample_rate\": 1}, {\"name\": \"shdict_usage\", \"stat_type\": \"gauge\","
                + " \"sample_rate\": 1}]")
        List<Metric> metrics,
    @Doc("The ranges of status codes that are measured, such as 200-204; null for all.")
        @Nullable List<@Matches("^[0-9]+-[0-9]+$") String> allowStatusCodes,
    @Doc("The longest datagram in bytes, to put metrics together; 0 for one each.")
        @Default("0")
        @Range(min = 0, max = 65507)
        double udpPacketSize,
    @Doc("Whether to use TCP.") @Default("false") boolean useTcp,
    @Doc("Whether names have the node's host name.") @Default("false") boolean hostnameInPrefix,
    @Doc("What consumers are called where a metric does not say.")
        @Default("\"custom_id\"")
        @OneOf({"consumer_id", "custom_id", "username"})
        @Required
        String consumerIdentifierDefault,
    @Doc("What services are called where a metric does not say.")
        @Default("\"service_name_or_host\"")
        @OneOf({"service_id", "service_name", "service_host", "service_name_or_host"})
        @Required
        String serviceIdentifierDefault,
    @Doc("What workspaces are called where a metric does not say.")
        @Default("\"workspace_id\"")
        @OneOf({"workspace_id", "workspace_name"})
        @Required
        String workspaceIdentifierDefault,
    @Doc("Without effect; see queue.max_retry_time.")
        @Retired(
            "statsd: config.retry_count no longer works, please use config.queue.max_retry_time"
                + " instead")
        @Nullable Integer retryCount,
    @Doc("The older name of queue.max_batch_size.")
        @Retired(
            "statsd: config.queue_size is deprecated, please use config.queue.max_batch_size"
                + " instead")
        @Nullable Integer queueSize,
    @Doc("The older name of queue.max_coalescing_delay, in seconds.")
        @Retired(
            "statsd: config.flush_timeout is deprecated, please use"
                + " config.queue.max_coalescing_delay instead")
        @Nullable Double flushTimeout,
    @Doc("How tags are written; null for names without tags.")
        @OneOf({"dogstatsd", "influxdb", "librato", "signalfx"})
        @Since("3.2.0")
        @NotRequired
        @Nullable String tagStyle,
    @Doc("How entries are gathered and retried.") @Since("3.3.0") QueueConfig queue) {

  record Metric(
      @Doc("Which fact is measured.")
          @OneOf({
            "kong_latency",
            "latency",
            "request_count",
            "request_per_user",
            "request_size",
            "response_size",
            "status_count",
            "status_count_per_user",
            "unique_users",
            "upstream_latency",
            "status_count_per_workspace",
            "status_count_per_user_per_route",
            "shdict_usage"
          })
          @Required
          String name,
      @Doc("What kind of metric it becomes.")
          @OneOf({"counter", "gauge", "histogram", "meter", "set", "timer"})
          @Required
          String statType,
      @Doc("The part of measurements that are told the server.") @GreaterThan(0)
          @Nullable Double sampleRate,
      @Doc("What a consumer is called.") @OneOf({"consumer_id", "custom_id", "username"})
          @Nullable String consumerIdentifier,
      @Doc("What a service is called.")
          @OneOf({"service_id", "service_name", "service_host", "service_name_or_host"})
          @Nullable String serviceIdentifier,
      @Doc("What a workspace is called.") @OneOf({"workspace_id", "workspace_name"})
          @Nullable String workspaceIdentifier) {

    static final List<Check> CHECKS =
        List.of(
            Check.conditional(
                "stat_type", Match.oneOf("counter", "gauge"), "sample_rate", Match.given()));
  }
}
