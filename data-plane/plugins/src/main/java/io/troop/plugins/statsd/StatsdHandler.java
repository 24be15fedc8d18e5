package io.troop.plugins.statsd;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.tools.BatchQueue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Puts each exchange's metrics into a queue that sends them to the server. *Thread-safe.*
final class StatsdHandler implements Handler.OnLog {
  private final StatsdConfig config;
  private final MetricLines lines;
  private final BatchQueue queue;

  StatsdHandler(StatsdConfig config, Host host) {
    this.config = config;
    this.lines = new MetricLines(config, hostName());
    StatsdServer server = new StatsdServer(config);
    this.queue =
        BatchQueue.kept(
            host,
            "statsd",
            config,
            config.queue().withOlder(config.queueSize(), config.flushTimeout()),
            server::send);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replace('.', '_');
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  @Override
  public void onLog(Exchange exchange) {
    if (isMeasured(exchange.response().status())) {
      lines.of(exchange).forEach(queue::add);
    }
  }

  private boolean isMeasured(int status) {
    List<String> ranges = config.allowStatusCodes();
    if (ranges == null) {
      return true;
    }
    for (String range : ranges) {
      int dash = range.indexOf('-');
      if (status >= Integer.parseInt(range.substring(0, dash))
          && status <= Integer.parseInt(range.substring(dash + 1))) {
        return true;
      }
    }
    return false;
  }
}
