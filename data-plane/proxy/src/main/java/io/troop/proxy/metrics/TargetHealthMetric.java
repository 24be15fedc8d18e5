package io.troop.proxy.metrics;

import io.troop.plugin.tools.Metrics;
import io.troop.plugin.tools.Metrics.Target;
import io.troop.proxy.balance.TargetHealth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// `kong_upstream_target_health`: for each address of each target four numbers, of which the one of
/// its state is 1. Kong: `plugins/prometheus/exporter.lua`. *Thread-safe.*
public final class TargetHealthMetric implements Metrics.Source {
  private static final String NAME = "kong_upstream_target_health";

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
    for (Target target : targets()) {
      String place =
          "{upstream=\"%s\",target=\"%s\",address=\"%s\""
              .formatted(target.upstream(), target.target(), target.address());
      for (String each : Target.STATES) {
        out.append(NAME).append(place).append(",state=\"").append(each);
        out.append("\",subsystem=\"http\"} ")
            .append(each.equals(target.state()) ? 1 : 0)
            .append('\n');
      }
    }
  }

  /// Each address of each target, once.
  List<Target> targets() {
    Map<List<String>, Target> found = new LinkedHashMap<>();
    health
        .get()
        .forEach((upstream, targets) -> {
          for (TargetHealth target : targets) {
            if (target.addresses().isEmpty()) {
              add(found, new Target(upstream, target.target(), "", "dns_error"));
            }
            for (TargetHealth.AddressHealth address : target.addresses()) {
              String where = address.ip() + ":" + address.port();
              String state = address.health().toLowerCase(Locale.ROOT);
              add(found, new Target(upstream, target.target(), where, state));
            }
          }
        });
    return List.copyOf(found.values());
  }

  private static void add(Map<List<String>, Target> found, Target target) {
    found.putIfAbsent(List.of(target.upstream(), target.target(), target.address()), target);
  }
}
