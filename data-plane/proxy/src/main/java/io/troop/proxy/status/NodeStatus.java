package io.troop.proxy.status;

import io.troop.plugin.KongVersion;
import io.troop.proxy.pipeline.TrafficCounters;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// The state of a node, as the status addresses tell it. *Thread-safe.*
public final class NodeStatus {

  private final Supplier<List<TrafficCounters>> traffic;
  private final BooleanSupplier configured;
  private final Supplier<String> configHash;
  private final Supplier<String> moreMetrics;
  private final String nodeId;
  private final AtomicBoolean draining = new AtomicBoolean();

  /// @param configured whether a configuration is live
  /// @param configHash what identifies it
  /// @param moreMetrics further lines in Prometheus' format
  public NodeStatus(
      String nodeId,
      Supplier<List<TrafficCounters>> traffic,
      BooleanSupplier configured,
      Supplier<String> configHash,
      Supplier<String> moreMetrics) {
    this.nodeId = nodeId;
    this.traffic = traffic;
    this.configured = configured;
    this.configHash = configHash;
    this.moreMetrics = moreMetrics;
  }

  /// From now on the node says that it is not ready, so that balancers send nothing new.
  public void drain() {
    draining.set(true);
  }

  /// Whether it was told to take nothing new.
  public boolean isDraining() {
    return draining.get();
  }

  /// Why the node is not ready, in Kong's words; empty when it is.
  String unreadiness() {
    if (draining.get()) {
      return "draining";
    }
    return configured.getAsBoolean()
        ? ""
        : "no configuration available (empty configuration present)";
  }

  private long sum(ToLongFunction<TrafficCounters> number) {
    return traffic.get().stream().mapToLong(number).sum();
  }

  /// The document of `GET /status`.
  String json() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long accepted = sum(TrafficCounters::accepted);
    long open = sum(TrafficCounters::open);
    long active = sum(TrafficCounters::active);
    return """
    {"configuration_hash":"%s","memory":{"lua_shared_dicts":{},"workers_lua_vms":[\
    {"http_allocated_gc":"%.2f MiB","pid":%d}]},"server":{"connections_accepted":%d,\
    "connections_active":%d,"connections_handled":%d,"connections_reading":0,\
    "connections_waiting":%d,"connections_writing":%d,"total_requests":%d}}\
    """
        .formatted(
            configHash.get(),
            heap.getUsed() / 1048576.0,
            ProcessHandle.current().pid(),
            accepted,
            open,
            accepted,
            Math.max(0, open - active),
            active,
            sum(TrafficCounters::requests));
  }

  /// The document of `GET /metrics`, in Prometheus' text format and under Kong's names.
  String metrics() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long open = sum(TrafficCounters::open);
    long active = sum(TrafficCounters::active);
    StringBuilder text = new StringBuilder();
    text.append("# HELP kong_nginx_connections_total Number of connections by subsystem\n")
        .append("# TYPE kong_nginx_connections_total gauge\n");
    connections(text, "accepted", sum(TrafficCounters::accepted));
    connections(text, "active", open);
    connections(text, "handled", sum(TrafficCounters::accepted));
    connections(text, "reading", 0);
    connections(text, "total", sum(TrafficCounters::requests));
    connections(text, "waiting", Math.max(0, open - active));
    connections(text, "writing", active);
    single(
        text,
        "kong_nginx_requests_total",
        "gauge",
        "Total number of requests",
        "node_id=\"" + nodeId + "\",subsystem=\"http\"",
        sum(TrafficCounters::requests));
    single(
        text,
        "kong_node_info",
        "gauge",
        "Kong Node metadata information",
        "node_id=\"" + nodeId + "\",version=\"" + KongVersion.VERSION + "\"",
        1);
    single(
        text,
        "kong_memory_workers_lua_vms_bytes",
        "gauge",
        "Allocated bytes of the node's heap",
        "node_id=\""
            + nodeId
            + "\",pid=\""
            + ProcessHandle.current().pid()
            + "\",kong_subsystem=\"http\"",
        heap.getUsed());
    single(
        text,
        "kong_datastore_reachable",
        "gauge",
        "Datastore reachable from Kong, 0 is unreachable",
        "",
        1);
    return text.append(moreMetrics.get()).toString();
  }

  private void connections(StringBuilder text, String state, long value) {
    text.append(
        String.format(
            Locale.ROOT,
            "kong_nginx_connections_total{node_id=\"%s\",subsystem=\"http\",state=\"%s\"} %d\n",
            nodeId,
            state,
            value));
  }

  private static void single(
      StringBuilder text, String name, String type, String help, String labels, long value) {
    text.append(
        String.format(
            Locale.ROOT,
            "# HELP %s %s\n# TYPE %s %s\n%s%s %d\n",
            name,
            help,
            name,
            type,
            name,
            labels.isEmpty() ? "" : "{" + labels + "}",
            value));
  }
}
