/// What the Kafka plugins share: where brokers are, how to log in, and a producer that takes
/// messages without blocking.
///
/// Start reading at [io.troop.kafka.KafkaPublisher]. Kafka's own client does the talking.
@NullMarked
package io.troop.kafka;

import org.jspecify.annotations.NullMarked;
