package io.troop.sketch;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// How long many things took: a histogram whose buckets grow with the value, sixteen to each
/// doubling, so that a percentile is off by at most 1/32 of itself. Two of them add up to the
/// sketch of all values of both. *Confined to one thread.*
public final class LatencySketch {

  private static final int FINE_BITS = 4;
  private static final int FINE = 1 << FINE_BITS;

  /// Longer times count as this one: 19 hours, in microseconds.
  private static final long MOST = (1L << 36) - 1;

  /// The number of buckets there can be.
  public static final int BUCKETS = index(MOST) + 1;

  private long[] counts = new long[0];
  private int first;
  private long total;

  /// Counts a time.
  public void add(long micros) {
    add(index(Math.clamp(micros, 0, MOST)), 1);
  }

  private void add(int bucket, long times) {
    if (counts.length == 0) {
      first = Math.max(0, bucket - FINE / 2);
      counts = new long[FINE];
    } else if (bucket < first) {
      int from = Math.max(0, bucket - FINE / 2);
      long[] wider = new long[counts.length + first - from];
      System.arraycopy(counts, 0, wider, first - from, counts.length);
      counts = wider;
      first = from;
    } else if (bucket >= first + counts.length) {
      counts = Arrays.copyOf(counts, bucket - first + FINE);
    }
    counts[bucket - first] += times;
    total += times;
  }

  /// Counts all that the other one counted.
  public void merge(LatencySketch other) {
    for (int i = 0; i < other.counts.length; i++) {
      if (other.counts[i] > 0) {
        add(other.first + i, other.counts[i]);
      }
    }
  }

  /// How many times were counted.
  public long count() {
    return total;
  }

  /// The time, in microseconds, that a share of all does not exceed; 0 when nothing was counted.
  ///
  /// @param share from 0 to 1, such as 0.99
  public double quantile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return middle(first + i);
      }
    }
    return 0;
  }

  /// All times together, in microseconds; as exact as its quantiles.
  public double sum() {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i] == 0 ? 0 : counts[i] * middle(first + i);
    }
    return sum;
  }

  /// How many times were not above this one, in microseconds.
  public long atMost(long micros) {
    long seen = 0;
    for (int i = 0; i < counts.length && middle(first + i) <= micros; i++) {
      seen += counts[i];
    }
    return seen;
  }

  private static int index(long value) {
    if (value < FINE) {
      return (int) value;
    }
    int shift = 63 - Long.numberOfLeadingZeros(value) - FINE_BITS;
    return ((shift + 1) << FINE_BITS) + (int) ((value >>> shift) & (FINE - 1));
  }

  private static double middle(int bucket) {
    if (bucket < 2 * FINE) {
      return bucket;
    }
    int shift = (bucket >> FINE_BITS) - 1;
    double least = (double) ((long) (FINE + (bucket & (FINE - 1))) << shift);
    return least + (1L << shift) / 2.0;
  }

  /// A compact form: the first bucket, then each count; a run of empty buckets as 0 and its length.
  public byte[] encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int last = counts.length;
    while (last > 0 && counts[last - 1] == 0) {
      last--;
    }
    write(out, first);
    for (int i = 0; i < last; i++) {
      write(out, counts[i]);
      if (counts[i] == 0) {
        int run = 1;
        while (counts[i + 1] == 0) {
          run++;
          i++;
        }
        write(out, run);
      }
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, long number) {
    long rest = number;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /// Reads what [#encoded] made.
  ///
  /// @throws IllegalArgumentException when it did not make this
  public static LatencySketch decode(byte[] encoded) {
    LatencySketch sketch = new LatencySketch();
    int[] at = {0};
    long bucket = encoded.length == 0 ? 0 : read(encoded, at);
    while (at[0] < encoded.length) {
      long times = read(encoded, at);
      if (times == 0) {
        bucket += read(encoded, at);
      } else {
        if (bucket < 0 || bucket >= BUCKETS || times < 0) {
          throw new IllegalArgumentException(
              "a sketch with bucket " + bucket + " (expected: below " + BUCKETS + ")");
        }
        sketch.add((int) bucket++, times);
      }
    }
    return sketch;
  }

  private static long read(byte[] bytes, int[] at) {
    long number = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      if (at[0] >= bytes.length) {
        break;
      }
      byte next = bytes[at[0]++];
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new IllegalArgumentException("a sketch that ends within a number");
  }
}
