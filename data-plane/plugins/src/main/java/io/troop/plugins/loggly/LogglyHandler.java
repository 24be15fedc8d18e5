package io.troop.plugins.loggly;

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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/// Sends each exchange's log entry to Loggly, with the severity of its status. *Thread-safe.*
final class LogglyHandler implements Handler.OnLog, Handler.TakesStreams {
  private static final int BATCH = 100;
  private static final int USER_FACILITY = 8;
  private static final String LOGGLY_ENTERPRISE_NUMBER = "41058";

  private final LogglyConfig config;
  private final Host host;
  private final LogFormat format;
  private final BatchQueue queue;
  private final String localName = localName();

  LogglyHandler(LogglyConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.format = LogFormat.of(config.customFieldsByLua());
    Datagrams server = new Datagrams(config.host(), config.port());
    this.queue = BatchQueue.kept(host, "loggly", config, QueueConfig.untried(BATCH), server::send);
  }

  private static String localName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
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
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.writeBytes(head(severity).getBytes(UTF_8));
      line.writeBytes(format.bytes(exchange));
      queue.add(line.toByteArray());
    }
  }

  private String head(Severity severity) {
    String tags =
        config.tags().stream().map(tag -> "tag=\"" + tag + "\"").collect(Collectors.joining(" "));
    return "<"
        + (USER_FACILITY + severity.code())
        + ">1 "
        + host.clock().instant().truncatedTo(ChronoUnit.SECONDS)
        + " "
        + localName
        + " kong - - ["
        + host.resolve(config.key())
        + "@"
        + LOGGLY_ENTERPRISE_NUMBER
        + " "
        + tags
        + "] ";
  }
}
