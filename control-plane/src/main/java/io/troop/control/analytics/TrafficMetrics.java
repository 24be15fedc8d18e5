package io.troop.control.analytics;

import io.troop.control.fleet.Fleet;
import io.troop.control.fleet.NodeView;
import io.troop.control.store.EntityNames;
import io.troop.control.store.Heads;
import io.troop.state.Image;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What monitoring systems are told of a control plane's traffic and fleet. *Thread-safe.*
final class TrafficMetrics {

  private final TrafficMeter meter;
  private final Heads heads;
  private final Fleet fleet;

  TrafficMetrics(TrafficMeter meter, Heads heads, Fleet fleet) {
    this.meter = meter;
    this.heads = heads;
    this.fleet = fleet;
  }

  List<Metric> of(UUID controlPlane) {
    TrafficMeter.Reading reading = meter.read(controlPlane);
    Image image = heads.head(controlPlane).image();
    List<Metric.Point> requests = new ArrayList<>();
    List<Metric.Point> bytes = new ArrayList<>();
    List<Metric.Point> durations = new ArrayList<>();
    List<Metric.Point> upstream = new ArrayList<>();
    reading
        .routes()
        .forEach((of, totals) -> {
          Map<String, String> labels = new LinkedHashMap<>();
          labels.put("service", name(image, "services", of.service()));
          labels.put("route", name(image, "routes", of.route()));
          for (int digit = 0; digit < Totals.CLASSES; digit++) {
            if (totals.requests(digit) > 0) {
              String status = digit == 0 ? "none" : digit + "xx";
              requests.add(
                  new Metric.Amount(with(labels, "status", status), totals.requests(digit)));
            }
          }
          bytes.add(new Metric.Amount(with(labels, "direction", "in"), totals.bytesIn()));
          bytes.add(new Metric.Amount(with(labels, "direction", "out"), totals.bytesOut()));
          durations.add(Metric.distribution(labels, totals.latency()));
          upstream.add(Metric.distribution(labels, totals.upstream()));
        });
    List<Metric.Point> plugins = new ArrayList<>();
    reading
        .plugins()
        .forEach((plugin, totals) ->
            plugins.add(Metric.distribution(Map.of("plugin", plugin), totals.latency())));
    return List.of(
        new Metric(
            "troop.requests", "1", "Requests that nodes carried.", Metric.Kind.SUM, requests),
        new Metric(
            "troop.traffic",
            "By",
            "Bytes of clients' requests and of their answers.",
            Metric.Kind.SUM,
            bytes),
        new Metric(
            "troop.request.duration",
            "s",
            "From a request's first byte to its answer's last.",
            Metric.Kind.HISTOGRAM,
            durations),
        new Metric(
            "troop.upstream.duration",
            "s",
            "How long upstreams took, of requests that went to one.",
            Metric.Kind.HISTOGRAM,
            upstream),
        new Metric(
            "troop.plugin.duration",
            "s",
            "How long plugins took, of the requests that were measured: some of all.",
            Metric.Kind.HISTOGRAM,
            plugins),
        new Metric(
            "troop.nodes", "1", "Nodes of the fleet.", Metric.Kind.GAUGE, nodes(controlPlane)));
  }

  private List<Metric.Point> nodes(UUID controlPlane) {
    List<NodeView> all = fleet.nodes(controlPlane);
    long connected = all.stream().filter(NodeView::connected).count();
    return List.of(
        new Metric.Amount(Map.of("connected", "true"), connected),
        new Metric.Amount(Map.of("connected", "false"), all.size() - connected));
  }

  private static Map<String, String> with(Map<String, String> labels, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(name, value);
    return more;
  }

  /// The name, or else the id; empty for none.
  private static String name(Image image, String kind, UUID id) {
    if (id.equals(Cell.NONE)) {
      return "";
    }
    if (id.equals(TrafficMeter.OTHERS)) {
      return "(others)";
    }
    String name = EntityNames.of(image, kind, id);
    return name == null ? id.toString() : name;
  }
}
