package io.troop.control.analytics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adds up what nodes report and has it stored every few seconds. *Thread-safe.*
///
/// Of every minute and every hour there are three families of sums: by route, service and consumer
/// over all nodes, by node over everything, and of the time of plugins by route over all nodes.
/// Sums stay in memory while their step is open and are stored whole; what comes later begins a row
/// of its own, so nothing stored is ever lost.
public final class TrafficLog {

  private static final Logger LOG = LoggerFactory.getLogger(TrafficLog.class);

  /// Beyond this many sums consumers are not told apart, and beyond twice as many nothing new is
  /// taken.
  private static final int MOST = 200_000;

  /// How far a node's clock may be ahead.
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private static final class Sum {
    final Totals totals = new Totals();
    final int part;
    boolean unsaved;

    Sum(int part) {
      this.part = part;
    }
  }

  private final TrafficStore store;
  private final InstantSource clock;
  private final TrafficMeter meter;
  private final Map<Cell, Sum> sums = new HashMap<>();
  private final AtomicLong lost = new AtomicLong();
  private int parts;

  TrafficLog(TrafficStore store, InstantSource clock, TrafficMeter meter) {
    this.meter = meter;
    this.store = store;
    this.clock = clock;
  }

  /// Takes a report.
  public synchronized void add(Report report) {
    meter.add(report);
    Instant now = clock.instant();
    Instant from = report.from().isAfter(now.plus(AHEAD)) ? now : report.from();
    if (from.isBefore(now.minus(Step.MINUTE.kept().minusDays(1)))) {
      lost.incrementAndGet();
      return;
    }
    for (Report.Carried carried : report.carried()) {
      for (Step step : Step.values()) {
        Instant at = step.of(from);
        add(
            now,
            new Cell(
                step,
                report.controlPlane(),
                at,
                Cell.NONE,
                id(carried.route()),
                id(carried.service()),
                id(carried.consumer()),
                ""),
            carried);
        add(
            now,
            new Cell(
                step,
                report.controlPlane(),
                at,
                report.node(),
                Cell.NONE,
                Cell.NONE,
                Cell.NONE,
                ""),
            carried);
      }
    }
    for (Report.Timed timed : report.timed()) {
      for (Step step : Step.values()) {
        add(
            now,
            new Cell(
                step,
                report.controlPlane(),
                step.of(from),
                Cell.NONE,
                id(timed.route()),
                Cell.NONE,
                Cell.NONE,
                timed.plugin()),
            timed.carried());
      }
    }
  }

  private static UUID id(@Nullable UUID id) {
    return Objects.requireNonNullElse(id, Cell.NONE);
  }

  private void add(Instant now, Cell cell, Report.Carried carried) {
    Cell where = sums.size() < MOST || sums.containsKey(cell) ? cell : cell.withoutConsumer();
    Sum sum = sums.get(where);
    if (sum == null) {
      if (sums.size() >= 2 * MOST) {
        lost.incrementAndGet();
        return;
      }
      boolean isLate = cell.at().plus(cell.step().open()).isBefore(now);
      sum = new Sum(isLate ? ++parts : 0);
      sums.put(where, sum);
    }
    sum.totals.add(
        carried.requests(),
        carried.bytesIn(),
        carried.bytesOut(),
        carried.latency(),
        carried.upstream());
    sum.unsaved = true;
  }

  /// How many sums could not be taken, because there were too many or they were too old.
  public long lost() {
    return lost.get();
  }

  /// Stores what is new and lets go of what is over. What can't be stored is tried again.
  void save() {
    List<TrafficStore.Row> rows = new ArrayList<>();
    synchronized (this) {
      sums.forEach((cell, sum) -> {
        if (sum.unsaved) {
          sum.unsaved = false;
          rows.add(TrafficStore.Row.of(cell, sum.part, sum.totals));
        }
      });
    }
    try {
      store.save(rows);
    } catch (RuntimeException problem) {
      LOG.warn("traffic can't be stored for now: {}", problem.getMessage());
      synchronized (this) {
        rows.forEach(row -> {
          Sum sum = sums.get(row.cell());
          if (sum != null) {
            sum.unsaved = true;
          }
        });
      }
      return;
    }
    forget(clock.instant());
  }

  private synchronized void forget(Instant now) {
    Iterator<Map.Entry<Cell, Sum>> all = sums.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Cell, Sum> each = all.next();
      Cell cell = each.getKey();
      if (!each.getValue().unsaved && cell.at().plus(cell.step().open()).isBefore(now)) {
        all.remove();
      }
    }
  }
}
