package io.troop.benchmarks.micro;

import io.troop.proxy.live.Applied;
import io.troop.state.Image;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A whole configuration becoming live on a node that has none, from the bytes of its entities.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CompileBenchmark {
  private static final int ROUTES = 10_000;

  private Image image = Image.EMPTY;

  @Setup
  public void fill() {
    image = SampleImage.of(ROUTES);
  }

  /// Ten thousand routes to a thousand services, with making a node for them and closing it.
  @Benchmark
  public Applied whole() {
    try (CompilingNode node = new CompilingNode()) {
      return node.apply(image, List.of());
    }
  }
}
