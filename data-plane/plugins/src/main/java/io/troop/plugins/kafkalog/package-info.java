/// `kafka-log`: sends log entries to a Kafka topic.
///
/// Differs from Kong in that the certificates of brokers are verified.
@NullMarked
package io.troop.plugins.kafkalog;

import org.jspecify.annotations.NullMarked;
