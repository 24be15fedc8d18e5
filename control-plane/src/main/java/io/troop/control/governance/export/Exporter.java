package io.troop.control.governance.export;

import io.troop.control.governance.audit.Entry;
import io.troop.control.governance.audit.Ledger;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Tells targets of entries, each in a thread of its own. Start reading here.
///
/// A target's row is locked while it is told, so of several processes one does it; the checkpoint
/// moves in that transaction, after the target has taken everything. A process that dies in between
/// tells it again: at least once, in order.
@Component
final class Exporter implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final ExportStore store;
  private final Ledger ledger;
  private final Settings settings;
  private final InstantSource clock;
  private final TransactionTemplate transaction;
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();
  private volatile boolean running;

  Exporter(
      ExportStore store,
      Ledger ledger,
      Settings settings,
      InstantSource clock,
      PlatformTransactionManager transactions) {
    this.store = store;
    this.ledger = ledger;
    this.settings = settings;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public void start() {
    running = true;
    List<ExportSettings.Wanted> wanted = ExportSettings.of(settings);
    for (ExportSettings.Wanted each : wanted) {
      try {
        each.kind().target(each.config(), clock).close();
      } catch (Config.Wrong problem) {
        throw new SettingException("troop_audit_export_" + problem.getMessage());
      }
      store.put(each.kind(), each.config(), true, true);
    }
    // What settings named and name no longer is told no more; its checkpoint is kept.
    store.all().stream()
        .filter(ExportStore.Export::bySettings)
        .filter(there -> wanted.stream().noneMatch(w -> w.config().target().equals(there.name())))
        .forEach(gone -> store.enable(gone.name(), false));
    threads.put("", Thread.ofVirtual().name("audit-exports").start(this::watch));
  }

  @Override
  public void stop() {
    running = false;
    threads.values().forEach(Thread::interrupt);
    threads.clear();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /// Gives every enabled target a thread.
  private void watch() {
    while (running) {
      try {
        for (ExportStore.Export export : store.all()) {
          if (export.enabled()) {
            threads.computeIfAbsent(
                export.name(),
                name -> Thread.ofVirtual().name("audit-export-" + name).start(() -> serve(name)));
          }
        }
      } catch (RuntimeException problem) {
        if (running) {
          LOG.warn("the targets of the audit log can't be read: {}", problem.getMessage());
        }
      }
      if (!sleep(LOOK_AGAIN)) {
        return;
      }
    }
  }

  private static boolean sleep(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }

  /// Tells one target until it is gone, disabled or changed.
  private void serve(String name) {
    @Nullable Target target = null;
    try {
      ExportStore.Export begun = store.find(name).orElse(null);
      if (begun == null) {
        return;
      }
      target = begun.kind().target(begun.config(), clock);
      // What the target took of a batch that it did not take whole: it is not told again.
      Set<Long> told = new HashSet<>();
      Duration wait = LOOK_AGAIN;
      while (running && isSame(begun)) {
        Outcome outcome = step(name, target, told);
        wait =
            switch (outcome) {
              case MORE -> Duration.ZERO;
              case NOTHING -> LOOK_AGAIN;
              case FAILED -> shorter(wait.isZero() ? LOOK_AGAIN : wait.multipliedBy(2));
            };
        if (!wait.isZero() && !sleep(wait)) {
          return;
        }
      }
    } catch (Config.Wrong problem) {
      store.failed(name, String.valueOf(problem.getMessage()));
      sleep(LONGEST_WAIT);
    } catch (RuntimeException problem) {
      if (running) {
        LOG.warn("{} is not told of the audit log for now: {}", name, problem.getMessage());
      }
    } finally {
      if (target != null) {
        target.close();
      }
      threads.remove(name);
    }
  }

  private static Duration shorter(Duration wait) {
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private boolean isSame(ExportStore.Export begun) {
    return store
        .find(begun.name())
        .filter(ExportStore.Export::enabled)
        .filter(now -> now.config().equals(begun.config()) && now.kind() == begun.kind())
        .isPresent();
  }

  private enum Outcome {
    MORE,
    NOTHING,
    FAILED
  }

  private Outcome step(String name, Target target, Set<Long> told) {
    @Nullable String[] error = new @Nullable String[1];
    Outcome outcome =
        Objects.requireNonNull(
            transaction.execute(_ -> {
              ExportStore.Export export = store.taken(name).orElse(null);
              if (export == null) {
                return Outcome.NOTHING;
              }
              List<Entry> entries = ledger.after(Ledger.REQUESTS, export.seq(), target.most());
              if (entries.isEmpty()) {
                return Outcome.NOTHING;
              }
              error[0] = tell(target, entries, told);
              if (error[0] != null) {
                return Outcome.FAILED;
              }
              long lost = entries.getFirst().seq() - export.seq() - 1;
              store.succeeded(name, entries.getLast().seq(), entries.size(), lost);
              return Outcome.MORE;
            }));
    if (error[0] != null) {
      store.failed(name, error[0]);
      LOG.warn("{} can't be told of the audit log: {}", name, error[0]);
    }
    return outcome;
  }

  /// @param told numbers of entries that the target took already; grows
  /// @return what went wrong; null for nothing
  private static @Nullable String tell(Target target, List<Entry> entries, Set<Long> told) {
    try {
      while (true) {
        List<Entry> rest = entries.stream().filter(each -> !told.contains(each.seq())).toList();
        if (rest.isEmpty()) {
          told.clear();
          return null;
        }
        List<Entry> refused = target.send(rest);
        if (refused.size() == rest.size()) {
          return refused.size()
              + " entries were refused, the first is "
              + Events.id(refused.getFirst());
        }
        rest.stream().filter(each -> !refused.contains(each)).forEach(each -> told.add(each.seq()));
      }
    } catch (IOException problem) {
      return problem.getMessage() == null ? problem.toString() : problem.getMessage();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "stopped";
    }
  }
}
