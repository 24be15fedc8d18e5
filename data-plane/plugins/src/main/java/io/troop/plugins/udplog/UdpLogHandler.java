package io.troop.plugins.udplog;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.log.LogFormat;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.Datagrams;
import io.troop.plugin.tools.QueueConfig;

/// Puts each exchange's log entry into a queue that sends datagrams. *Thread-safe.*
final class UdpLogHandler implements Handler.OnLog, Handler.TakesStreams {
  private static final int BATCH = 100;

  private final LogFormat format;
  private final BatchQueue queue;

  UdpLogHandler(UdpLogConfig config, Host host) {
    this.format = LogFormat.of(config.customFieldsByLua());
    Datagrams server = new Datagrams(config.host(), config.port());
    this.queue = BatchQueue.kept(host, "udp-log", config, QueueConfig.untried(BATCH), server::send);
  }

  @Override
  public void onLog(Exchange exchange) {
    queue.add(format.bytes(exchange));
  }
}
