package io.troop.plugins.httplog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.json.Json;
import io.troop.plugin.log.LogFormat;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.QueueConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Puts each exchange's log entry into a queue, and sends the queue's batches. *Thread-safe.*
final class HttpLogHandler implements Handler.OnLog, Handler.TakesStreams {
  private final HttpLogConfig config;
  private final Host host;
  private final LogFormat format;
  private final BatchQueue queue;

  HttpLogHandler(HttpLogConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.format = LogFormat.of(config.customFieldsByLua());
    this.queue = BatchQueue.kept(host, "http-log", config, queueConfig(config), this::send);
  }

  private static QueueConfig queueConfig(HttpLogConfig config) {
    return config.queue().withOlder(config.queueSize(), config.flushTimeout());
  }

  @Override
  public void onLog(Exchange exchange) {
    queue.add(format.bytes(exchange));
  }

  private void send(List<byte[]> entries) throws IOException {
    host.tools().http().deliver(call(entries), "the log server");
  }

  private HttpCall call(List<byte[]> entries) {
    URI endpoint = URI.create(host.resolve(config.httpEndpoint()));
    Duration timeout = Duration.ofMillis((long) config.timeout());
    // Kong: the log server's certificate is not verified.
    HttpCall call =
        HttpCall.of(config.method(), endpoint)
            .within(timeout, timeout)
            .keeping(Duration.ofMillis((long) config.keepalive()))
            .verifyingTls(false)
            .with("Content-Type", config.contentType())
            .with(body(entries));
    if (endpoint.getRawUserInfo() != null) {
      String credentials =
          Base64.getEncoder().encodeToString(endpoint.getRawUserInfo().getBytes(UTF_8));
      call = call.with("Authorization", "Basic " + credentials);
    }
    if (config.headers() != null) {
      for (Map.Entry<String, String> header : config.headers().entrySet()) {
        call = call.with(header.getKey(), host.resolve(header.getValue()));
      }
    }
    return call;
  }

  /// The entry itself, or an array of entries when batches may have more than one.
  private byte[] body(List<byte[]> entries) {
    return queueConfig(config).maxBatchSize() == 1 ? entries.getFirst() : Json.array(entries);
  }
}
