package io.troop.plugins.kafkalog;

import io.troop.kafka.KafkaAuthentication;
import io.troop.kafka.KafkaSecurity;
import io.troop.kafka.KafkaServer;
import io.troop.kafka.ProducerSettings;
import io.troop.plugin.log.CustomFields;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `kafka-log`. *Immutable.*
@Applies(protocols = {"grpc", "grpcs", "http", "https", "ws", "wss"})
record KafkaLogConfig(
    @Doc("How to log in to the brokers.") KafkaAuthentication authentication,
    @Doc("Brokers to ask for the others first.") @Nullable List<KafkaServer> bootstrapServers,
    @Doc("Names the cluster; made up when left out.") @Nullable String clusterName,
    @Doc("Members of the log entry, each with the Lua code that makes its value.")
        @CheckedBy(CustomFields.class)
        @Nullable Map<String, String> customFieldsByLua,
    @Doc("How long an idle connection is kept, in milliseconds.") @Default("60000") int keepalive,
    @Doc("Whether idle connections are kept beyond the client's own limit.") @Default("false")
        boolean keepaliveEnabled,
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
    @Doc("The topic.") @Required String topic) {

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
