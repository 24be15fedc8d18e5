package io.troop.plugin.tools;

import java.util.List;

/// What the node's `/metrics` shows, in the Prometheus text format. *Thread-safe.*
public interface Metrics {

  /// Shows what this source writes, on every read, until the result is closed.
  Registration show(Source source);

  /// Shows the health of all upstreams' targets until the result is closed.
  default Registration showTargets() {
    return () -> {};
  }

  /// The health of all upstreams' targets as of now.
  default List<Target> targets() {
    return List.of();
  }

  /// One address of one target.
  ///
  /// @param upstream the name of its upstream
  /// @param target as configured, `host:port`
  /// @param address `ip:port`; empty when the host was not found
  /// @param state one of [#STATES]
  record Target(String upstream, String target, String address, String state) {

    /// All there are, in Kong's words.
    public static final List<String> STATES =
        List.of("healthchecks_off", "healthy", "unhealthy", "dns_error");
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
