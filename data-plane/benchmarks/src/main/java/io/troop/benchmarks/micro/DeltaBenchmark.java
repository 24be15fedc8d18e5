package io.troop.benchmarks.micro;

import io.troop.proxy.live.Applied;
import io.troop.state.Change;
import io.troop.state.Image;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// One route of many moving to another path and back on a node that serves them.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DeltaBenchmark {
  private static final int MOVING = 3;
  private static final String ELSEWHERE = "/moved";

  @Param({"10000", "50000"})
  public int routes;

  private final CompilingNode node = new CompilingNode();
  private final List<Change> there = List.of(SampleImage.moved(MOVING, ELSEWHERE));
  private final List<Change> back = List.of(SampleImage.moved(MOVING, SampleRoutes.path(MOVING)));
  private Image image = Image.EMPTY;
  private boolean away;

  @Setup
  public void fill() {
    image = SampleImage.of(routes);
    node.apply(image, List.of());
    Applied moved = oneRoute();
    if (node.live().get().router().match(new PathQuery(ELSEWHERE)) == null) {
      throw new IllegalStateException("the route did not move: " + moved);
    }
  }

  @TearDown
  public void close() {
    node.close();
  }

  /// The change to the image and its compiling, from the bytes of the route.
  @Benchmark
  public Applied oneRoute() {
    List<Change> changes = away ? back : there;
    away = !away;
    image = image.apply(changes);
    return node.apply(image, changes);
  }
}
