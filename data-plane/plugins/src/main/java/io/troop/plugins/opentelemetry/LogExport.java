package io.troop.plugins.opentelemetry;

import io.troop.plugin.Host;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.BatchSink;
import io.troop.plugin.tools.LogLines;
import io.troop.plugin.tools.Metrics;
import io.troop.protobuf.ProtoWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The node's log lines on their way to an OTLP server. *Thread-safe.*
final class LogExport implements AutoCloseable {
  private final BatchQueue queue;
  private final Metrics.Registration following;

  private LogExport(Host host, OpentelemetryConfig config, BatchSink sink) {
    this.queue = host.tools().queue("opentelemetry logs " + host.pluginId(), config.queued(), sink);
    this.following = host.tools().logs().follow(line -> queue.add(encoded(line)));
  }

  /// Sends lines as long as an instance with this configuration is there; once for all that share
  /// it.
  static void keep(Host host, OpentelemetryConfig config, BatchSink sink) {
    host.keep(
        List.of("opentelemetry logs", config),
        LogExport.class,
        () -> new LogExport(host, config, sink));
  }

  private static byte[] encoded(LogLines.Line line) {
    long nanos = Otlp.nanos(line.time());
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("logger.name", line.logger());
    attributes.put("thread.name", line.thread());
    ProtoWriter out =
        new ProtoWriter()
            .fixed64(1, nanos)
            .varint(2, number(line))
            .text(3, line.severity().name())
            .message(5, new ProtoWriter().text(1, line.text()));
    Otlp.write(out, 6, attributes);
    return out.fixed64(11, nanos).bytes();
  }

  /// OTLP's number of a severity.
  private static int number(LogLines.Line line) {
    return switch (line.severity()) {
      case EMERG -> 23;
      case ALERT -> 21;
      case CRIT -> 19;
      case ERR -> 17;
      case WARNING -> 13;
      case NOTICE -> 11;
      case INFO -> 9;
      case DEBUG -> 5;
    };
  }

  @Override
  public void close() {
    following.close();
    queue.close();
  }
}
