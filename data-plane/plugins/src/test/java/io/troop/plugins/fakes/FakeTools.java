package io.troop.plugins.fakes;

import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.BatchSink;
import io.troop.plugin.tools.EntityWrites;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpCaller;
import io.troop.plugin.tools.HttpReply;
import io.troop.plugin.tools.LogLines;
import io.troop.plugin.tools.Metrics;
import io.troop.plugin.tools.Orders;
import io.troop.plugin.tools.QueueConfig;
import io.troop.plugin.tools.Redis;
import io.troop.plugin.tools.RedisServers;
import io.troop.plugin.tools.Tools;
import io.troop.plugin.tools.Tracing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.X509TrustManager;
import reactor.core.publisher.Mono;

/// Tools for tests: calls are recorded and answered by [#answer]; queues hold entries until a test
/// sends them; metrics are read with [#page].
public final class FakeTools implements Tools {
  public final List<HttpCall> calls = new ArrayList<>();
  public final List<Queue> queues = new ArrayList<>();
  public final List<Metrics.Source> sources = new ArrayList<>();
  public List<Metrics.Target> targets = List.of();
  public Function<HttpCall, HttpReply> answer = _ -> reply(200, "");
  public final List<EntityWrites.Write> writes = new ArrayList<>();
  public Function<List<EntityWrites.Write>, Mono<Boolean>> commit = _ -> Mono.just(true);
  public Redis redis;
  public X509TrustManager trust;
  public final List<AutoCloseable> exits = new ArrayList<>();
  public final List<Consumer<LogLines.Line>> followers = new ArrayList<>();
  public Tracing tracing = Tracing.OFF;
  public final Map<String, Orders.Taker> takers = new HashMap<>();

  /// An answer without headers.
  public static HttpReply reply(int status, String body) {
    return new HttpReply(status, List.of(), body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /// An answer with headers.
  public static HttpReply reply(int status, Map<String, String> headers, String body) {
    return new HttpReply(
        status,
        List.copyOf(headers.entrySet()),
        body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Override
  public HttpCaller http() {
    return call ->
        Mono.fromSupplier(() -> {
          calls.add(call);
          return answer.apply(call);
        });
  }

  @Override
  public Queue queue(String name, QueueConfig config, BatchSink sink) {
    Queue queue = new Queue(config, sink);
    queues.add(queue);
    return queue;
  }

  @Override
  public Redis redis(RedisServers servers) {
    return redis;
  }

  @Override
  public EntityWrites writes() {
    return changes ->
        Mono.defer(() -> {
          writes.addAll(changes);
          return commit.apply(changes);
        });
  }

  @Override
  public Metrics.Registration atExit(AutoCloseable part) {
    exits.add(part);
    return () -> exits.remove(part);
  }

  @Override
  public X509TrustManager trust() {
    return trust;
  }

  @Override
  public Metrics metrics() {
    return new Metrics() {
      @Override
      public Registration show(Source source) {
        sources.add(source);
        return () -> sources.remove(source);
      }

      @Override
      public List<Target> targets() {
        return targets;
      }
    };
  }

  @Override
  public LogLines logs() {
    return to -> {
      followers.add(to);
      return () -> followers.remove(to);
    };
  }

  @Override
  public Orders orders() {
    return (plugin, taker) -> {
      takers.put(plugin, taker);
      return () -> takers.remove(plugin);
    };
  }

  @Override
  public Tracing tracing() {
    return tracing;
  }

  /// What `/metrics` would show.
  public String page() {
    StringBuilder out = new StringBuilder();
    sources.forEach(source -> source.write(out));
    return out.toString();
  }

  /// The one queue that was made.
  public Queue queue() {
    return queues.getFirst();
  }

  /// A queue that sends when told.
  public static final class Queue implements BatchQueue {
    public final QueueConfig config;
    public final List<byte[]> entries = new ArrayList<>();
    private final BatchSink sink;

    Queue(QueueConfig config, BatchSink sink) {
      this.config = config;
      this.sink = sink;
    }

    @Override
    public void add(byte[] entry) {
      entries.add(entry);
    }

    @Override
    public void close() {}

    /// Sends all that waits as one batch.
    public void send() throws Exception {
      List<byte[]> batch = List.copyOf(entries);
      entries.clear();
      sink.send(batch);
    }
  }
}
