package io.troop.plugins.datadog;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Retired;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.tools.QueueConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `datadog`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record DatadogConfig(
    @Doc("The host name or address of the agent.")
        @Is(Typedef.HOST)
        @Default("\"localhost\"")
        @Referenceable
        String host,
    @Doc("The UDP port of the agent.") @Is(Typedef.PORT) @Default("8125") int port,
    @Doc("What each name begins with.") @Default("\"kong\"") String prefix,
    @Doc("The name of the tag for the service.") @Default("\"name\"") String serviceNameTag,
    @Doc("The name of the tag for the status.") @Default("\"status\"") String statusTag,
    @Doc("The name of the tag for the consumer.") @Default("\"consumer\"") String consumerTag,
    @Doc("Without effect; see queue.max_retry_time.")
        @Retired(
            "datadog: config.retry_count no longer works, please use config.queue.max_retry_time"
                + " instead")
        @Nullable Integer retryCount,
    @Doc("The older name of queue.max_batch_size.")
        @Retired(
            "datadog: config.queue_size is deprecated, please use config.queue.max_batch_size"
                + " instead")
        @Nullable Integer queueSize,
    @Doc("The older name of queue.max_coalescing_delay, in seconds.")
        @Retired(
            "datadog: config.flush_timeout is deprecated, please use"
                + " config.queue.max_coalescing_delay instead")
        @Nullable Double flushTimeout,
    @Doc("How entries are gathered and retried.") @Since("3.3.0") QueueConfig queue,
    @Doc("What is measured.")
        @Default(
            "[{\"name\": \"request_count\", \"stat_type\": \"counter\", \"sample_rate\": 1,"
                + " \"tags\": [\"app:kong\"], \"consumer_identifier\": \"custom_id\"},"
                + " {\"stat_type\": \"timer\", \"name\": \"latency\", \"tags\": [\"app:kong\"],"
                + " \"consumer_identifier\": \"custom_id\"}, {\"stat_type\": \"timer\", \"name\":"
                + " \"request_size\", \"tags\": [\"app:kong\"], \"consumer_identifier\":"
                + " \"custom_id\"}, {\"stat_type\": \"timer\", \"name\": \"response_size\","
                + " \"tags\": [\"app:kong\"], \"consumer_identifier\": \"custom_id\"},"
                + " {\"stat_type\": \"timer\", \"name\": \"upstream_latency\", \"tags\":"
                + " [\"app:kong\"], \"consumer_identifier\": \"custom_id\"}, {\"stat_type\":"
                + " \"timer\", \"name\": \"kong_latency\", \"tags\": [\"app:kong\"],"
                + " \"consumer_identifier\": \"custom_id\"}]")
        @Required
        List<Metric> metrics) {

  record Metric(
      @Doc("Which fact is measured.")
          @OneOf({
            "kong_latency",
            "latency",
            "request_count",
            "request_size",
            "response_size",
            "upstream_latency"
          })
          @Required
          String name,
      @Doc("What kind of metric it becomes.")
          @OneOf({"counter", "gauge", "histogram", "meter", "set", "timer", "distribution"})
          @Required
          String statType,
      @Doc("Tags of the metric.") @Nullable List<@Matches("^.*[^:]$") String> tags,
      @Doc("The part of measurements that are told the server.") @Range(min = 0, max = 1)
          @Nullable Double sampleRate,
      @Doc("What a consumer is called.") @OneOf({"consumer_id", "custom_id", "username"})
          @Nullable String consumerIdentifier) {

    static final List<Check> CHECKS =
        List.of(
            Check.conditional(
                "stat_type", Match.oneOf("counter", "gauge"), "sample_rate", Match.given()));
  }
}
