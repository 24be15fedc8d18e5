package io.troop.ratelimit;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log once when Redis can't be asked any more, and once when it can. *Thread-safe.*
public final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final String plugin;
  private final AtomicBoolean ongoing = new AtomicBoolean();

  public Outage(String plugin) {
    this.plugin = plugin;
  }

  public void goesOn(Throwable problem) {
    if (ongoing.compareAndSet(false, true)) {
      log.error("{}: Redis can't be asked: {}", plugin, problem.getMessage());
    }
  }

  public void isOver() {
    if (ongoing.get() && ongoing.compareAndSet(true, false)) {
      log.info("{}: Redis answers again", plugin);
    }
  }
}
