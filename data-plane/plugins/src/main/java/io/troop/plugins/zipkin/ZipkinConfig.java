package io.troop.plugins.zipkin;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotOneOf;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Retired;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Validator;
import io.troop.plugin.tools.QueueConfig;
import io.troop.tracing.PropagationConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The configuration of `zipkin`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record ZipkinConfig(
    @Doc("How the gateway is named in Zipkin.") @Required @Default("\"kong\"")
        String localServiceName,
    @Doc("The URL that spans are sent to; none are sent without.") @Is(Typedef.URL)
        @Nullable String httpEndpoint,
    @Doc("The share of requests that are recorded, of those whose client did not decide.")
        @Default("0.001")
        @Range(min = 0, max = 1)
        double sampleRatio,
    @Doc("The service's name in spans of services that have none.")
        @Nullable String defaultServiceName,
    @Doc("Whether spans tell the id of the consumer's credential.") @Required @Default("true")
        boolean includeCredential,
    @Doc("How long names of new traces are, in bytes.") @Required @Default("16") @OneOf({"8", "16"})
        int traceidByteCount,
    @Doc("The older name of propagation: which headers are read and written.")
        @Retired(
            "zipkin: config.header_type is deprecated, please use config.propagation options"
                + " instead")
        @Required
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
          "datadog",
          "gcp",
          "instana"
        })
        String headerType,
    @Doc("The older name of propagation.default_format.")
        @Retired(
            "zipkin: config.default_header_type is deprecated, please use"
                + " config.propagation.default_format instead")
        @Required
        @Default("\"b3\"")
        @OneOf({"b3", "b3-single", "w3c", "jaeger", "ot", "aws", "datadog", "gcp", "instana"})
        String defaultHeaderType,
    @Doc("The header in which clients give further tags, such as `a=1; b=2`.")
        @Required
        @Default("\"Zipkin-Tags\"")
        String tagsHeader,
    @Doc("Tags that every request's span has.") @CheckedBy(ZipkinConfig.OnceEach.class)
        @Nullable List<StaticTag> staticTags,
    @Doc("Whether the span's name has the path, too.")
        @Required
        @Default("\"method\"")
        @OneOf({"method", "method_path"})
        String httpSpanName,
    @Doc("The longest wait for a connection, in milliseconds.")
        @Is(Typedef.TIMEOUT)
        @Default("2000")
        int connectTimeout,
    @Doc("The longest wait while sending, in milliseconds.") @Is(Typedef.TIMEOUT) @Default("5000")
        int sendTimeout,
    @Doc("The longest wait for the answer, in milliseconds.") @Is(Typedef.TIMEOUT) @Default("5000")
        int readTimeout,
    @Doc("A header that tells clients the name of the trace.") @Since("3.1.0")
        @Nullable String httpResponseHeaderForTraceid,
    @Doc("Whether the time each phase took is told by annotations or by tags.")
        @Required
        @Default("\"annotations\"")
        @OneOf({"annotations", "tags"})
        @Since("3.2.0")
        String phaseDurationFlavor,
    @Doc("How spans are gathered and retried.") @Since("3.3.0") QueueConfig queue,
    @Doc("Which headers are read and written.")
        @Default("{\"default_format\":\"b3\"}")
        @Since("3.7.0")
        PropagationConfig propagation) {

  /// A tag of every request's span.
  record StaticTag(
      @Required
          @NotOneOf({
            "error",
            "http.method",
            "http.path",
            "http.status_code",
            "kong.balancer.state",
            "kong.balancer.try",
            "kong.consumer",
            "kong.credential",
            "kong.node.id",
            "kong.route",
            "kong.service",
            "lc",
            "peer.hostname"
          })
          String name,
      @Required String value) {}

  boolean annotates() {
    return phaseDurationFlavor.equals("annotations");
  }

  /// A tag has one value.
  static final class OnceEach implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      Set<Object> seen = new HashSet<>();
      for (Object tag : value instanceof List<?> list ? list : List.of()) {
        Object name = tag instanceof Map<?, ?> map ? map.get("name") : null;
        if (name != null && !seen.add(name)) {
          return "repeated tags are not allowed: " + name;
        }
      }
      return null;
    }
  }
}
