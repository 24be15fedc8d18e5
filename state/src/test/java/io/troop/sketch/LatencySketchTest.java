package io.troop.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencySketchTest {

  private static final double OFF = 1.0 / 32;

  @Test
  void percentilesAreOffByAThirtySecondAtMost() {
    Random random = new Random(7);
    long[] values = new long[50_000];
    LatencySketch sketch = new LatencySketch();
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Math.exp(random.nextDouble() * 20);
      sketch.add(values[i]);
    }
    Arrays.sort(values);
    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat(sketch.quantile(share)).as("%s", share).isCloseTo(exact, within(exact * OFF + 1));
    }
  }

  @Test
  void mergedSketchesAreTheSketchOfAllValues() {
    Random random = new Random(11);
    LatencySketch all = new LatencySketch();
    LatencySketch sum = new LatencySketch();
    for (int part = 0; part < 20; part++) {
      LatencySketch one = new LatencySketch();
      for (int i = 0; i < random.nextInt(300); i++) {
        long value = random.nextLong(1L << random.nextInt(1, 40));
        one.add(value);
        all.add(value);
      }
      sum.merge(LatencySketch.decode(one.encoded()));
    }
    assertThat(sum.encoded()).isEqualTo(all.encoded());
    assertThat(sum.count()).isEqualTo(all.count());
  }

  @Test
  void anEmptyOneHasNoPercentiles() {
    LatencySketch empty = LatencySketch.decode(new LatencySketch().encoded());
    assertThat(empty.count()).isZero();
    assertThat(empty.quantile(0.99)).isZero();
  }

  @Test
  void aThousandSimilarTimesTakeFewBytes() {
    LatencySketch sketch = new LatencySketch();
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      sketch.add(1000 + random.nextInt(4000));
    }
    assertThat(sketch.encoded()).hasSizeLessThan(80);
  }

  @Test
  void whatIsNoSketchIsRefused() {
    assertThatThrownBy(() -> LatencySketch.decode(new byte[] {(byte) 0x80}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LatencySketch.decode(new byte[] {(byte) 0xff, (byte) 0x7f, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bucket");
  }
}
