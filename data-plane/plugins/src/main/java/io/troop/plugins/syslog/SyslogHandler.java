package io.troop.plugins.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.log.LogFormat;
import io.troop.plugin.log.Severity;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.Datagrams;
import io.troop.plugin.tools.QueueConfig;
import java.io.ByteArrayOutputStream;

/// Hands each exchange's log entry to the syslog daemon, with the severity of its status.
/// *Thread-safe.*
final class SyslogHandler implements Handler.OnLog, Handler.TakesStreams {
  private static final int BATCH = 100;

  private final SyslogConfig config;
  private final LogFormat format;
  private final BatchQueue queue;

  SyslogHandler(SyslogConfig config, Host host) {
    this(config, host, new Datagrams("127.0.0.1", 514));
  }

  SyslogHandler(SyslogConfig config, Host host, Datagrams daemon) {
    this.config = config;
    this.format = LogFormat.of(config.customFieldsByLua());
    this.queue = BatchQueue.kept(host, "syslog", config, QueueConfig.untried(BATCH), daemon::send);
  }

  @Override
  public void onLog(Exchange exchange) {
    Severity severity =
        Severity.of(
            exchange.response().status(),
            Severity.named(config.successfulSeverity()),
            Severity.named(config.clientErrorsSeverity()),
            Severity.named(config.serverErrorsSeverity()));
    if (severity.reaches(Severity.named(config.logLevel()))) {
      int priority = Facility.named(config.facility()).code() * 8 + severity.code();
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.writeBytes(("<" + priority + ">kong: ").getBytes(UTF_8));
      line.writeBytes(format.bytes(exchange));
      queue.add(line.toByteArray());
    }
  }
}
