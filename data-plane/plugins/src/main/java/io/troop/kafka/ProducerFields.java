package io.troop.kafka;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How messages are sent: fields that `kafka-upstream` and `kafka-log` have in common. *Immutable.*
public record ProducerFields(
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
  ///
  /// @param servers null for none
  /// @param keepalive how long an idle connection is kept
  public ProducerSettings settings(
      @Nullable List<KafkaServer> servers, KafkaAuthentication authentication, int keepalive) {
    return new ProducerSettings(
        servers == null ? List.of() : servers,
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
