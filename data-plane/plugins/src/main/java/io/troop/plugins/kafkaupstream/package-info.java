/// `kafka-upstream`: answers requests by turning them into messages of a Kafka topic.
///
/// Differs from Kong in that the certificates of brokers are verified, and that `topic` may be left
/// to its place among several of `topics_query_arg`.
@NullMarked
package io.troop.plugins.kafkaupstream;

import org.jspecify.annotations.NullMarked;
