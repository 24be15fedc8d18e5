package io.troop.plugins.filelog;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.log.LogFormat;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.QueueConfig;
import java.io.IOException;
import java.util.List;

/// Puts each exchange's log entry into a queue that writes to the file. *Thread-safe.*
final class FileLogHandler implements Handler.OnLog, Handler.TakesStreams {
  private static final int BATCH = 1000;

  private final LogFormat format;
  private final BatchQueue queue;

  FileLogHandler(FileLogConfig config, Host host) {
    this.format = LogFormat.of(config.customFieldsByLua());
    LogFile file =
        host.keep(
            List.of("file-log file", config.path()),
            LogFile.class,
            () -> new LogFile(config.path()));
    this.queue =
        BatchQueue.kept(
            host,
            "file-log",
            config,
            QueueConfig.untried(BATCH),
            lines -> write(file, config, lines));
  }

  private static void write(LogFile file, FileLogConfig config, List<byte[]> lines)
      throws IOException {
    file.append(lines, config.reopen());
  }

  @Override
  public void onLog(Exchange exchange) {
    queue.add(format.bytes(exchange));
  }
}
