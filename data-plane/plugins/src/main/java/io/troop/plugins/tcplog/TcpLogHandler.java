package io.troop.plugins.tcplog;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.log.LogFormat;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.QueueConfig;
import java.util.List;

/// Puts each exchange's log entry into a queue that sends lines to the server. *Thread-safe.*
final class TcpLogHandler implements Handler.OnLog, Handler.TakesStreams {
  private static final int BATCH = 100;

  private final LogFormat format;
  private final BatchQueue queue;

  TcpLogHandler(TcpLogConfig config, Host host) {
    this.format = LogFormat.of(config.customFieldsByLua());
    LineConnection connection =
        host.keep(
            List.of("tcp-log connection", config),
            LineConnection.class,
            () -> new LineConnection(config, host.clock()));
    this.queue =
        BatchQueue.kept(host, "tcp-log", config, QueueConfig.untried(BATCH), connection::send);
  }

  @Override
  public void onLog(Exchange exchange) {
    queue.add(format.bytes(exchange));
  }
}
