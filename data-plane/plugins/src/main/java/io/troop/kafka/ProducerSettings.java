package io.troop.kafka;

import java.util.List;

/// What a producer is made of; equal settings may share one. *Immutable.* Times in milliseconds.
///
/// @param buffered the most messages that may be on their way
/// @param linger how long a message may wait for others when nobody waits for it
/// @param acks 0, 1 or -1
/// @param maxBytes the longest message and request
public record ProducerSettings(
    List<KafkaServer> servers,
    KafkaAuthentication authentication,
    KafkaSecurity security,
    int timeout,
    int keepalive,
    boolean async,
    int buffered,
    int linger,
    int acks,
    int maxBytes,
    int retries,
    int backoff,
    int requestTimeout) {

  public ProducerSettings {
    servers = List.copyOf(servers);
  }
}
