package io.troop.control.governance.export;

import io.troop.control.governance.audit.Entry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
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

  /// Less than `max.request.size` is by default, and than what brokers take by default.
  private static final int LONGEST = 900_000;

  /// What may be set of the client: nothing that names a class or a file, for whoever sets it over
  /// REST may run nothing and read nothing on this machine.
  private static final Set<String> SETTABLE =
      Set.of(
          "security.protocol",
          "sasl.mechanism",
          "sasl.jaas.config",
          "ssl.protocol",
          "ssl.enabled.protocols",
          "ssl.endpoint.identification.algorithm",
          "ssl.cipher.suites",
          "ssl.truststore.type",
          "ssl.truststore.certificates",
          "ssl.keystore.type",
          "ssl.keystore.certificate.chain",
          "ssl.keystore.key",
          "ssl.key.password",
          "client.id",
          "client.dns.lookup",
          "compression.type",
          "linger.ms",
          "batch.size",
          "buffer.memory",
          "max.request.size",
          "retry.backoff.ms",
          "connections.max.idle.ms",
          "metadata.max.age.ms");

  private static final Pattern LOGIN =
      Pattern.compile(
          "\\s*org\\.apache\\.kafka\\.common\\.security\\."
              + "(plain\\.Plain|scram\\.Scram)LoginModule\\s+required"
              + "(\\s+\\w+\\s*=\\s*(\"([^\"\\\\]|\\\\.)*\"|[^\\s;\"]+))*\\s*;\\s*");

  private final KafkaProducer<String, byte[]> producer;
  private final String topic;

  KafkaTarget(Config config) {
    this.topic = config.get("topic");
    Map<String, Object> properties = new HashMap<>();
    config
        .texts()
        .forEach((name, value) -> {
          if (name.startsWith(PREFIX)) {
            if (!takes(name)) {
              throw new Config.Wrong(
                  config.target()
                      + ": "
                      + name
                      + " (expected: kafka. with one of "
                      + SETTABLE
                      + ")");
            }
            properties.put(name.substring(PREFIX.length()), value);
          }
        });
    if (properties.get("sasl.jaas.config") instanceof String login
        && !LOGIN.matcher(login).matches()) {
      throw new Config.Wrong(
          config.target()
              + ": kafka.sasl.jaas.config (expected: PlainLoginModule or ScramLoginModule, with"
              + " username and password)");
    }
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

  /// The names of fields that may be set.
  static List<String> fields() {
    return SETTABLE.stream().sorted().map(name -> PREFIX + name).toList();
  }

  /// Whether a field may be set.
  private static boolean takes(String field) {
    return SETTABLE.contains(field.substring(PREFIX.length()));
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
        answers.add(
            producer.send(
                new ProducerRecord<>(topic, Events.id(entry), Events.json(entry, LONGEST))));
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
