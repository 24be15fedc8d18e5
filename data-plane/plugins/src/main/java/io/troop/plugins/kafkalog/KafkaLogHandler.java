package io.troop.plugins.kafkalog;

import io.troop.kafka.Publishers;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.log.LogFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends each exchange's log entry as a message. *Thread-safe.*
final class KafkaLogHandler implements Handler.OnLog {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLogHandler.class);

  private final KafkaLogConfig config;
  private final Publishers publishers;
  private final LogFormat format;

  KafkaLogHandler(KafkaLogConfig config, Host host) {
    this.config = config;
    this.publishers = new Publishers(host, config.producer());
    this.format = LogFormat.of(config.customFieldsByLua());
  }

  @Override
  public void onLog(Exchange exchange) {
    var _ =
        publishers
            .of(exchange)
            .send(config.producing().topic(), format.bytes(exchange))
            .subscribe(
                _ -> {}, failure -> LOG.error("a log entry is lost: {}", failure.getMessage()));
  }
}
