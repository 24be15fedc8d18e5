package io.troop.control.governance.export;

import io.troop.control.document.Json;
import io.troop.control.governance.audit.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Records of a topic: the request's id as key, the entry as JSON. All replicas have to have them,
/// and the producer is idempotent: its own repetitions make no duplicates.
final class KafkaTarget implements Target {

  private static final int MOST = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PREFIX = "kafka.";

  private final KafkaProducer<String, byte[]> producer;
  private final String topic;

  KafkaTarget(Config config) {
    this.topic = config.get("topic");
    Map<String, Object> properties = new HashMap<>();
    // Whatever else the client understands: kafka.security.protocol, kafka.sasl.mechanism, …
    config
        .texts()
        .forEach((name, value) -> {
          if (name.startsWith(PREFIX)) {
            properties.put(name.substring(PREFIX.length()), value);
          }
        });
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.get("bootstrap_servers"));
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    try {
      this.producer =
          new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    } catch (KafkaException problem) {
      throw new Config.Wrong(config.target() + ": Kafka's client refuses its configuration");
    }
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public List<Entry> send(List<Entry> entries) throws IOException, InterruptedException {
    try {
      List<Future<RecordMetadata>> answers = new ArrayList<>();
      for (Entry entry : entries) {
        byte[] value = Json.text(Events.plain(entry)).getBytes(StandardCharsets.UTF_8);
        answers.add(producer.send(new ProducerRecord<>(topic, Events.id(entry), value)));
      }
      producer.flush();
      List<Entry> refused = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        try {
          answers.get(i).get();
        } catch (ExecutionException problem) {
          refused.add(entries.get(i));
        }
      }
      if (refused.size() == entries.size()) {
        throw new IOException("the brokers took no record");
      }
      return refused;
    } catch (KafkaException problem) {
      throw new IOException(String.valueOf(problem.getMessage()), problem);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
