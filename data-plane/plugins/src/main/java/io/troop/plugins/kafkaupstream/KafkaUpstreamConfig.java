package io.troop.plugins.kafkaupstream;

import io.troop.kafka.KafkaAuthentication;
import io.troop.kafka.KafkaSecurity;
import io.troop.kafka.KafkaServer;
import io.troop.kafka.ProducerSettings;
import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
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
    @Doc("Whether the answer does not wait for the broker.") @Default("true") boolean producerAsync,
    @Doc("The most messages that may wait to be sent.") @Default("50000")
        int producerAsyncBufferingLimitsMessagesInMemory,
    @Doc("The longest a message may wait for others to be sent with it, in milliseconds.")
        @Default("1000")
        int producerAsyncFlushTimeout,
    @Doc(
            "Which brokers must have a message before it counts as sent: none (0), the leader (1),"
                + " or all in sync (-1).")
        @Default("1")
        @OneOf({"-1", "0", "1"})
        int producerRequestAcks,
    @Doc("The longest message and request, in bytes.") @Default("1048576")
        int producerRequestLimitsBytesPerRequest,
    @Doc("The most messages in one request; the client goes by bytes.") @Default("200")
        int producerRequestLimitsMessagesPerRequest,
    @Doc("How long to wait before a new try, in milliseconds.") @Default("100")
        int producerRequestRetriesBackoffTimeout,
    @Doc("How often a message is tried again.") @Default("10")
        int producerRequestRetriesMaxAttempts,
    @Doc("The longest wait for a broker's answer, in milliseconds.") @Default("2000")
        int producerRequestTimeout,
    @Doc("How connections to brokers are secured.") KafkaSecurity security,
    @Doc("The longest wait for a connection, in milliseconds.") @Default("10000") int timeout,
    @Doc("The topic.") @Required String topic,
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
    return new ProducerSettings(
        bootstrapServers == null ? List.of() : bootstrapServers,
        authentication,
        security,
        timeout,
        keepalive,
        producerAsync,
        producerAsyncBufferingLimitsMessagesInMemory,
        producerAsyncFlushTimeout,
        producerRequestAcks,
        producerRequestLimitsBytesPerRequest,
        producerRequestRetriesMaxAttempts,
        producerRequestRetriesBackoffTimeout,
        producerRequestTimeout);
  }
}
