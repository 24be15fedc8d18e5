package io.troop.ratelimit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts on one node: never more than the limit is admitted by it in one window. *Thread-safe.*
///
/// It holds a bounded number of keys; beyond that the ones not used for longest (to the second) are
/// forgotten, and begin anew.
public final class LocalCounters {
  private static final int SHARDS = 64;

  /// Leaves so many bits of a hash as shards need.
  private static final int SHARD_SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(SHARDS);

  private static final int KEYS_PER_SHARD = 4096;

  /// How often a key in use is moved to the end of those that will be forgotten.
  private static final long MOVED_EVERY_MILLIS = 1000;

  private final List<Shard> shards = new ArrayList<>(SHARDS);

  public LocalCounters() {
    for (int i = 0; i < SHARDS; i++) {
      shards.add(new Shard());
    }
  }

  /// Counts a request when every window has something left, at once.
  ///
  /// @param key what is limited, such as a consumer on a route
  /// @param nowMillis since 1970
  public Usage take(Object key, List<? extends Window> windows, long nowMillis) {
    Shard shard = shard(key);
    synchronized (shard) {
      Cell[] cells = shard.cells(key, windows, nowMillis);
      Usage usage = Usage.of(windows, used(cells, windows, nowMillis));
      for (int i = 0; i < cells.length; i++) {
        if (usage.admitted() || windows.get(i).countsRefusals()) {
          cells[i].count++;
        }
      }
      return usage;
    }
  }

  /// What was used, without counting anything.
  public Usage look(Object key, List<? extends Window> windows, long nowMillis) {
    Shard shard = shard(key);
    synchronized (shard) {
      return Usage.of(windows, used(shard.cells(key, windows, nowMillis), windows, nowMillis));
    }
  }

  /// Counts an amount, whatever is left.
  public void add(Object key, List<? extends Window> windows, long nowMillis, double amount) {
    Shard shard = shard(key);
    synchronized (shard) {
      for (Cell cell : shard.cells(key, windows, nowMillis)) {
        cell.count += amount;
      }
    }
  }

  private static List<Double> used(Cell[] cells, List<? extends Window> windows, long nowMillis) {
    if (cells.length == 1) {
      return List.of(used(cells[0], windows.getFirst(), nowMillis)); // mostly
    }
    List<Double> used = new ArrayList<>(cells.length);
    for (int i = 0; i < cells.length; i++) {
      used.add(used(cells[i], windows.get(i), nowMillis));
    }
    return used;
  }

  private static double used(Cell cell, Window window, long nowMillis) {
    return cell.count + cell.before * window.weight(nowMillis);
  }

  private Shard shard(Object key) {
    // Other bits than those by which the shard's own table spreads its keys: with the same ones, a
    // shard's keys would share one bucket in 64.
    return shards.get((key.hashCode() * 0x9E3779B9) >>> SHARD_SHIFT);
  }

  /// The count of one window.
  private static final class Cell {
    private final long seconds;
    private long start;
    private double count;
    private double before;

    Cell(long seconds) {
      this.seconds = seconds;
    }

    void moveTo(long newStart) {
      // A clock that goes back must not open a window again.
      if (newStart > start) {
        before = newStart - start == seconds * 1000 ? count : 0;
        start = newStart;
        count = 0;
      }
    }
  }

  /// What is counted of one key: a cell for each length of a window.
  private static final class Counts {
    private Cell[] cells = {};
    private long movedMillis;

    Counts(long nowMillis) {
      movedMillis = nowMillis;
    }

    /// One cell for each window.
    Cell[] of(List<? extends Window> windows, long nowMillis) {
      Cell[] of = fits(windows) ? cells : found(windows);
      for (int i = 0; i < of.length; i++) {
        of[i].moveTo(windows.get(i).start(nowMillis));
      }
      return of;
    }

    /// Whether the cells are those of these windows, as when one plugin counts.
    private boolean fits(List<? extends Window> windows) {
      if (cells.length != windows.size()) {
        return false;
      }
      for (int i = 0; i < cells.length; i++) {
        if (cells[i].seconds != windows.get(i).seconds()) {
          return false;
        }
      }
      return true;
    }

    private Cell[] found(List<? extends Window> windows) {
      Cell[] found = new Cell[windows.size()];
      for (int i = 0; i < found.length; i++) {
        found[i] = cell(windows.get(i).seconds());
      }
      return found;
    }

    private Cell cell(long seconds) {
      for (Cell cell : cells) {
        if (cell.seconds == seconds) {
          return cell;
        }
      }
      Cell fresh = new Cell(seconds);
      cells = Arrays.copyOf(cells, cells.length + 1);
      cells[cells.length - 1] = fresh;
      return fresh;
    }
  }

  /// Some of the keys, under one lock.
  private static final class Shard {
    private final LinkedHashMap<Object, Counts> keys =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Object, Counts> eldest) {
            return size() > KEYS_PER_SHARD;
          }
        };

    Cell[] cells(Object key, List<? extends Window> windows, long nowMillis) {
      Counts counts = keys.get(key);
      if (counts == null) {
        counts = new Counts(nowMillis);
        keys.put(key, counts);
      } else if (nowMillis - counts.movedMillis >= MOVED_EVERY_MILLIS) {
        // At each use, it would write to entries all over the heap.
        counts.movedMillis = nowMillis;
        keys.putLast(key, counts);
      }
      return counts.of(windows, nowMillis);
    }
  }
}
