package io.troop.plugins.kafkaupstream;

import io.troop.kafka.KafkaAuthentication;
import io.troop.kafka.KafkaServer;
import io.troop.kafka.ProducerFields;
import io.troop.kafka.ProducerSettings;
import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Flat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `kafka-upstream`. *Immutable.*
record KafkaUpstreamConfig(
    @Doc("Further topics that a request may ask for.") @Nullable List<String> allowedTopics,
    @Doc("How to log in to the brokers.") KafkaAuthentication authentication,
    @Doc("Brokers to ask for the others first.") @Nullable List<KafkaServer> bootstrapServers,
    @Doc("Names the cluster; made up when left out.") @Nullable String clusterName,
    @Doc("Whether the message has the request's body.") @Default("true") boolean forwardBody,
    @Doc("Whether the message has the request's headers.") @Default("false") boolean forwardHeaders,
    @Doc("Whether the message has the request's method.") @Default("false") boolean forwardMethod,
    @Doc("Whether the message has the request's path and query.") @Default("false")
        boolean forwardUri,
    @Doc("How long an idle connection is kept, in milliseconds.") @Default("60000") int keepalive,
    @Doc("Whether idle connections are kept beyond the client's own limit.") @Default("false")
        boolean keepaliveEnabled,
    @Doc("Lua functions that change the message; a node that runs no Lua refuses them.")
        @Nullable List<String> messageByLuaFunctions,
    @Flat ProducerFields producing,
    @Doc("The query argument with which a request asks for topics.")
        @Nullable String topicsQueryArg) {

  static final List<Check> CHECKS =
      List.of(
          Check.custom(
              List.of("forward_method", "forward_uri", "forward_headers", "forward_body"),
              KafkaUpstreamConfig::forwardsNothing));

  private static @Nullable String forwardsNothing(Map<String, @Nullable Object> values) {
    return values.containsValue(true)
        ? null
        : "at least one of these attributes must be true: forward_method, forward_uri,"
            + " forward_headers, forward_body";
  }

  /// The settings of the producer.
  ProducerSettings producer() {
    return producing.settings(bootstrapServers, authentication, keepalive);
  }
}
