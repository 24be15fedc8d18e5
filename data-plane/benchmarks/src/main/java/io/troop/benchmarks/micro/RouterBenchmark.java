package io.troop.benchmarks.micro;

import io.troop.routing.Match;
import io.troop.routing.RouteEntry;
import io.troop.routing.RouteTable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Finding the route of a request among few and many, nine of ten by a path's beginning and one by
/// a regular expression.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouterBenchmark {

  @Param({"10", "1000", "50000"})
  public int routes;

  private RouteTable table = RouteTable.EMPTY;
  private PathQuery first = new PathQuery("/");
  private PathQuery last = new PathQuery("/");
  private PathQuery regex = new PathQuery("/");
  private final PathQuery unknown = new PathQuery("/team-7/nothing/of/that/name");

  @Setup
  public void fill() {
    table = RouteTable.EMPTY;
    for (int number = 0; number < routes; number++) {
      var route = SampleRoutes.route(number, SampleRoutes.path(number));
      table = table.with(new RouteEntry(route, SampleRoutes.service(), "default"));
    }
    first = new PathQuery(SampleRoutes.requested(0));
    last = new PathQuery(SampleRoutes.requested(routes - 1));
    regex = new PathQuery(SampleRoutes.requested(routes - 5));
    check(first, 0);
    check(last, routes - 1);
    check(regex, routes - 5);
    if (table.match(unknown) != null) {
      throw new IllegalStateException(unknown + " has a route (expected: none)");
    }
  }

  private void check(PathQuery query, int number) {
    Match match = table.match(query);
    if (match == null || match.route().id().getLeastSignificantBits() != number) {
      throw new IllegalStateException(query + ": " + match + " (expected: route " + number + ")");
    }
  }

  @Benchmark
  public @Nullable Match hitFirst() {
    return table.match(first);
  }

  @Benchmark
  public @Nullable Match hitLast() {
    return table.match(last);
  }

  @Benchmark
  public @Nullable Match hitRegex() {
    return table.match(regex);
  }

  @Benchmark
  public @Nullable Match miss() {
    return table.match(unknown);
  }
}
