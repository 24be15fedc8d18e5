package io.troop.plugins.opentelemetry;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Deprecation;
import io.troop.plugin.schema.Shorthand;
import io.troop.plugin.schema.Trait;
import io.troop.plugin.schema.Typedefs;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Retired;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Validator;
import io.troop.plugin.tools.QueueConfig;
import io.troop.tracing.PropagationConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `opentelemetry`. *Immutable.*
record OpentelemetryConfig(
    @Doc("The URL that spans are sent to, by OTLP over HTTP.")
        @Is(Typedef.URL)
        @Referenceable
        @Since("3.8.0")
        @Nullable String tracesEndpoint,
    @Doc("The URL that the node's log lines are sent to, by OTLP over HTTP.")
        @Is(Typedef.URL)
        @Referenceable
        @Since("3.8.0")
        @Nullable String logsEndpoint,
    @Doc("Headers that are sent along.")
        @Nullable Map<@Is(Typedef.HEADER_NAME) String, @Referenceable String> headers,
    @Doc(
            "What is said of the gateway; service.name, service.version and service.instance.id are"
                + " said anyway.")
        @CheckedBy(Attributes.class)
        @Nullable Map<@Required String, @Required String> resourceAttributes,
    @Doc("How spans and lines are gathered and retried.")
        @Default("{\"max_batch_size\":200}")
        @Since("3.3.0")
        QueueConfig queue,
    @Doc("The older name of queue.max_batch_size.")
        @Retired(
            "opentelemetry: config.batch_span_count is deprecated, please use"
                + " config.queue.max_batch_size instead")
        @Nullable Integer batchSpanCount,
    @Doc("The older name of queue.max_coalescing_delay.")
        @Retired(
            "opentelemetry: config.batch_flush_delay is deprecated, please use"
                + " config.queue.max_coalescing_delay instead")
        @Nullable Integer batchFlushDelay,
    @Doc("The longest wait for a connection, in milliseconds.")
        @Is(Typedef.TIMEOUT)
        @Default("1000")
        int connectTimeout,
    @Doc("The longest wait while sending, in milliseconds.") @Is(Typedef.TIMEOUT) @Default("5000")
        int sendTimeout,
    @Doc("The longest wait for the answer, in milliseconds.") @Is(Typedef.TIMEOUT) @Default("5000")
        int readTimeout,
    @Doc("A header that tells clients the name of the trace.") @Since("3.3.0")
        @Nullable String httpResponseHeaderForTraceid,
    @Doc("The older name of propagation: which headers are read and written.")
        @Retired(
            "opentelemetry: config.header_type is deprecated, please use config.propagation options"
                + " instead")
        @Default("\"preserve\"")
        @OneOf({
          "preserve",
          "ignore",
          "b3",
          "b3-single",
          "w3c",
          "jaeger",
          "ot",
          "aws",
          "gcp",
          "datadog",
          "instana"
        })
        @Since("3.3.0")
        @NotRequired
        String headerType,
    @Doc("The share of traces that are recorded; of the setting tracing_sampling_rate if left out.")
        @Range(min = 0, max = 1)
        @Since("3.6.0")
        @NotRequired
        @Nullable Double samplingRate,
    @Doc("Which headers are read and written.")
        @Default("{\"default_format\":\"w3c\"}")
        @Since("3.7.0")
        PropagationConfig propagation,
    @Doc("What is counted, and where that is sent.") @Since("3.13.0")
        @Nullable MetricsConfig metrics) {

  // Kong: has no metrics in 3.9, whose words these are.
  static final List<Check> CHECKS =
      List.of(Check.atLeastOneOf(List.of("traces_endpoint", "logs_endpoint"), List.of("metrics")));

  static final List<Shorthand> SHORTHANDS =
      List.of(
          Shorthand.of(
              Typedefs.of(Typedef.URL)
                  .with(Trait.REFERENCEABLE)
                  .named("endpoint")
                  .deprecated(
                      new Deprecation(
                          "OpenTelemetry: config.endpoint is deprecated, please use"
                              + " config.traces_endpoint instead",
                          "4.0",
                          List.of())),
              OpentelemetryConfig::endpoint));

  private static Map<String, @Nullable Object> endpoint(@Nullable Object value) {
    Map<String, @Nullable Object> fields = new HashMap<>();
    fields.put("traces_endpoint", value);
    return fields;
  }

  /// How entries are queued, the older settings included.
  QueueConfig queued() {
    return queue.withOlder(
        batchSpanCount, batchFlushDelay == null ? null : Double.valueOf(batchFlushDelay));
  }

  /// Attributes have values.
  static final class Attributes implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      return value instanceof Map<?, ?> map && map.containsValue("")
          ? "required field missing"
          : null;
    }
  }
}
