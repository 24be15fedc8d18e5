package io.troop.plugin.tools;

/// What the node's `/metrics` shows, in the Prometheus text format. *Thread-safe.*
public interface Metrics {

  /// Shows what this source writes, on every read, until the result is closed.
  Registration show(Source source);

  /// Shows the health of all upstreams' targets until the result is closed.
  default Registration showTargets() {
    return () -> {};
  }

  /// Writes the lines of some metrics, `# HELP` and `# TYPE` included. *Thread-safe.*
  @FunctionalInterface
  interface Source {
    void write(StringBuilder out);
  }

  /// A source that is shown. Closing it once or more ends that.
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
