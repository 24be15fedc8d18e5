package io.troop.proxy.metrics;

import io.troop.plugin.tools.Metrics;
import io.troop.proxy.balance.TargetHealth;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// `kong_upstream_target_health`: for each address of each target four numbers, of which the one of
/// its state is 1. Kong: `plugins/prometheus/exporter.lua`. *Thread-safe.*
public final class TargetHealthMetric implements Metrics.Source {
  private static final String NAME = "kong_upstream_target_health";
  private static final List<String> STATES =
      List.of("healthchecks_off", "healthy", "unhealthy", "dns_error");

  private final Supplier<Map<String, List<TargetHealth>>> health;
  private final BooleanSupplier wanted;

  /// @param health the targets by the names of their upstreams
  /// @param wanted whether it is shown at all
  public TargetHealthMetric(
      Supplier<Map<String, List<TargetHealth>>> health, BooleanSupplier wanted) {
    this.health = health;
    this.wanted = wanted;
  }

  @Override
  public void write(StringBuilder out) {
    if (!wanted.getAsBoolean()) {
      return;
    }
    out.append("# HELP " + NAME + " Health status of targets of upstream. States =")
        .append(
            " healthchecks_off|healthy|unhealthy|dns_error, value is 1 when state is populated.\n")
        .append("# TYPE " + NAME + " gauge\n");
    Set<String> written = new HashSet<>(); // A series may be there once only.
    health
        .get()
        .forEach((upstream, targets) -> {
          for (TargetHealth target : targets) {
            if (target.addresses().isEmpty()) {
              series(out, written, upstream, target.target(), "", "dns_error");
            }
            for (TargetHealth.AddressHealth address : target.addresses()) {
              String where = address.ip() + ":" + address.port();
              String state = address.health().toLowerCase(Locale.ROOT);
              series(out, written, upstream, target.target(), where, state);
            }
          }
        });
  }

  private static void series(
      StringBuilder out,
      Set<String> written,
      String upstream,
      String target,
      String address,
      String state) {
    String place =
        "{upstream=\"" + upstream + "\",target=\"" + target + "\",address=\"" + address + "\"";
    if (written.add(place)) {
      for (String each : STATES) {
        out.append(NAME).append(place).append(",state=\"").append(each);
        out.append("\",subsystem=\"http\"} ").append(each.equals(state) ? 1 : 0).append('\n');
      }
    }
  }
}
