package io.troop.kafka;

import io.troop.plugin.Host;
import io.troop.plugin.tools.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// Sends messages to Kafka, in order, without ever blocking its caller: one virtual thread hands
/// them to Kafka's client, which looks up brokers, batches and tries again. *Thread-safe.*
///
/// Holds no more messages than its settings allow. Closing it sends what waits, for a while.
public final class KafkaPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private static final Message LAST = new Message("", new byte[0], null);

  private final boolean async;
  private final Semaphore room;
  private final BlockingQueue<Message> waiting;
  private final Supplier<Producer<byte[], byte[]>> connect;
  private final Thread worker;
  private volatile boolean closed;
  private volatile Metrics.@Nullable Registration exit;

  KafkaPublisher(ProducerSettings settings, Supplier<Producer<byte[], byte[]>> connect) {
    this.async = settings.async();
    this.room = new Semaphore(settings.buffered());
    this.waiting = new LinkedBlockingQueue<>();
    this.connect = connect;
    this.worker = Thread.ofVirtual().name("kafka publisher").start(this::work);
  }

  /// The publisher of these settings: shared by all that have the same, and kept when the gateway's
  /// configuration changes around it.
  ///
  /// @param certificate shown to brokers; null for none
  public static KafkaPublisher kept(
      Host host, ProducerSettings settings, @Nullable ClientCertificate certificate) {
    return host.keep(
        certificate == null ? List.of("kafka", settings) : List.of("kafka", settings, certificate),
        KafkaPublisher.class,
        () ->
            new KafkaPublisher(
                    settings,
                    () -> new KafkaProducer<>(ClientProperties.of(settings, certificate, host)))
                .drainedAtExit(host));
  }

  private KafkaPublisher drainedAtExit(Host host) {
    exit = host.tools().atExit(this::drain);
    return this;
  }

  /// Sends a message to a topic. The result completes when the message is taken on, with
  /// asynchronous settings, else when the brokers have it; it fails when there is no room or when
  /// it can't be sent. What fails afterwards is logged.
  public Mono<Void> send(String topic, byte[] value) {
    return Mono.create(sink -> enqueue(new Message(topic, value, sink)));
  }

  private void enqueue(Message message) {
    if (closed || !room.tryAcquire()) {
      message.failed(new IllegalStateException("no room for another message to Kafka"));
      return;
    }
    waiting.add(message);
    if (async) {
      message.sent();
    }
  }

  private void work() {
    Producer<byte[], byte[]> producer = null;
    try {
      for (Message message = waiting.take(); !message.isLast(); message = waiting.take()) {
        producer = producer == null ? connected(message) : producer;
        if (producer != null) {
          send(producer, message);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      if (producer != null) {
        producer.close(CLOSING);
      }
      Metrics.Registration registered = exit;
      if (registered != null) {
        registered.close();
      }
    }
  }

  @SuppressWarnings("IllegalCatch") // Whatever Kafka's client dislikes fails the message, not us.
  private @Nullable Producer<byte[], byte[]> connected(Message message) {
    try {
      return connect.get();
    } catch (RuntimeException e) {
      done(message, e);
      return null;
    }
  }

  @SuppressWarnings("IllegalCatch")
  private void send(Producer<byte[], byte[]> producer, Message message) {
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(message.topic(), message.value()),
              (_, failure) -> done(message, failure));
    } catch (RuntimeException e) {
      done(message, e);
    }
  }

  private void done(Message message, @Nullable Exception failure) {
    room.release();
    if (failure == null) {
      message.sent();
      return;
    }
    LOG.error("a message could not be sent to topic {}: {}", message.topic(), cause(failure));
    if (!async) {
      message.failed(failure);
    }
  }

  private static String cause(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  /// Takes no more messages; those that wait are sent in the background.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      waiting.add(LAST);
    }
  }

  /// Closes, and waits some seconds until all is sent.
  void drain() {
    close();
    try {
      if (!worker.join(CLOSING)) {
        LOG.error("stopped with {} messages still waiting: they are lost", waiting.size());
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private record Message(String topic, byte[] value, @Nullable MonoSink<Void> sink) {
    /// Whether this is the mark behind the last message.
    boolean isLast() {
      return sink == null;
    }

    void sent() {
      if (sink != null) {
        sink.success();
      }
    }

    void failed(Throwable failure) {
      if (sink != null) {
        sink.error(failure);
      }
    }
  }
}
