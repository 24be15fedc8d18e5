package io.troop.metering;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// How large what was measured was, for each combination of label values. *Thread-safe.*
public final class Distributions {
  private final long[] limits;
  private final Map<List<String>, Series> series = new ConcurrentHashMap<>();

  /// What was measured for one combination. *Immutable, but for its array, which is the reader's.*
  ///
  /// @param counts by bucket; the last one is that beyond all limits
  public record Distribution(long[] counts, long sum) {}

  /// @param limits the largest value of each bucket, rising
  public Distributions(long... limits) {
    this.limits = limits.clone();
  }

  /// Counts a value; nothing for a negative one, which did not happen.
  public void observe(long value, List<String> values) {
    if (value >= 0) {
      series.computeIfAbsent(values, _ -> new Series(limits.length + 1)).add(value);
    }
  }

  public boolean isEmpty() {
    return series.isEmpty();
  }

  public long[] limits() {
    return limits.clone();
  }

  /// Tells each combination and what was measured as of now.
  public void forEach(BiConsumer<List<String>, Distribution> reader) {
    series.forEach((values, found) -> reader.accept(values, found.now()));
  }

  /// The buckets of one combination. *Thread-safe.*
  private final class Series {
    private final List<LongAdder> buckets;
    private final LongAdder sum = new LongAdder();

    Series(int size) {
      buckets = Stream.generate(LongAdder::new).limit(size).toList();
    }

    void add(long value) {
      int bucket = 0;
      while (bucket < limits.length && value > limits[bucket]) {
        bucket++;
      }
      buckets.get(bucket).increment();
      sum.add(value);
    }

    Distribution now() {
      return new Distribution(buckets.stream().mapToLong(LongAdder::sum).toArray(), sum.sum());
    }
  }
}
