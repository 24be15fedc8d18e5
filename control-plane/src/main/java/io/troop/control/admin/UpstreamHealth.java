package io.troop.control.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The health of an upstream as a whole, as Kong's `balancer_health=1` tells it. *Immutable.*
///
/// @param checked whether anything would ever be found unhealthy
/// @param threshold the percentage of weight that has to be exceeded by what is available
record UpstreamHealth(String id, boolean checked, double threshold, List<Host> hosts) {

  UpstreamHealth {
    hosts = List.copyOf(hosts);
  }

  /// A target with what nodes found at its name.
  ///
  /// @param weight as configured; that of its addresses counts
  record Host(String name, long port, long weight, List<HealthReports.Address> addresses) {

    Host {
      addresses = List.copyOf(addresses);
    }

    long total() {
      return addresses.stream().mapToLong(HealthReports.Address::weight).sum();
    }

    long unavailable() {
      return addresses.stream()
          .filter(address -> !address.healthy())
          .mapToLong(HealthReports.Address::weight)
          .sum();
    }

    /// The kind of record its addresses come from, as far as they tell.
    private String source() {
      String ip = addresses.isEmpty() ? "" : addresses.getFirst().ip();
      return ip.indexOf(':') >= 0 ? "AAAA" : ip.matches("[0-9.]+") ? "A" : "unknown";
    }

    private Map<String, @Nullable Object> document() {
      Map<String, @Nullable Object> host = new LinkedHashMap<>();
      host.put("host", name);
      host.put("port", port);
      host.put("dns", source());
      host.put("nodeWeight", weight);
      host.put("weight", UpstreamHealth.weight(total(), unavailable()));
      host.put("addresses", addresses.stream().map(Host::document).toList());
      return host;
    }

    private static Map<String, Object> document(HealthReports.Address address) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("ip", address.ip());
      one.put("port", (long) address.port());
      one.put("weight", (long) address.weight());
      one.put("healthy", address.healthy());
      return one;
    }
  }

  private long total() {
    return hosts.stream().mapToLong(Host::total).sum();
  }

  private long unavailable() {
    return hosts.stream().mapToLong(Host::unavailable).sum();
  }

  /// Whether requests are served: with nothing of any weight, none are.
  boolean isHealthy() {
    long total = total();
    return total > 0 && (total - unavailable()) * 100.0 / total > threshold;
  }

  Map<String, @Nullable Object> document() {
    String word = isHealthy() ? "HEALTHY" : "UNHEALTHY";
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("healthy", isHealthy());
    details.put("weight", weight(total(), unavailable()));
    details.put("hosts", hosts.stream().map(Host::document).toList());
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("id", id);
    data.put("health", checked ? word : "HEALTHCHECKS_OFF");
    data.put("balancer_health", word);
    data.put("details", details);
    return data;
  }

  private static Map<String, Object> weight(long total, long unavailable) {
    Map<String, Object> weight = new LinkedHashMap<>();
    weight.put("total", total);
    weight.put("unavailable", unavailable);
    weight.put("available", total - unavailable);
    return weight;
  }
}
