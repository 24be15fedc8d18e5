package io.troop.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.tools.Metrics;
import io.troop.proxy.balance.TargetHealth;
import io.troop.proxy.balance.TargetHealth.AddressHealth;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class TargetHealthMetricTest {
  private final MetricsPage page = new MetricsPage();
  private final TargetHealth checked =
      new TargetHealth(
          UUID.randomUUID(),
          "up.example:80",
          100,
          "HEALTHY",
          List.of(
              new AddressHealth("10.0.0.1", 80, 100, "HEALTHY"),
              new AddressHealth("10.0.0.2", 80, 100, "UNHEALTHY")));
  private final TargetHealth nameless =
      new TargetHealth(UUID.randomUUID(), "gone.example:80", 100, "DNS_ERROR", List.of());

  private void shows(Map<String, List<TargetHealth>> health) {
    page.showTargetsOf(new TargetHealthMetric(() -> health, page::showsTargets));
  }

  @Test
  void isOffUnlessAPluginAsksForIt() {
    shows(Map.of("u", List.of(checked)));
    assertThat(page.text()).isEmpty();

    Metrics.Registration first = page.showTargets();
    Metrics.Registration second = page.showTargets();
    first.close();
    assertThat(page.text()).isNotEmpty();
    second.close();
    assertThat(page.text()).isEmpty();
  }

  @Test
  void tellsThoseWhoAskWhetherOrNotThePageShowsThem() {
    shows(Map.of("u", List.of(checked, nameless, checked)));

    assertThat(page.targets())
        .containsExactly(
            new Metrics.Target("u", "up.example:80", "10.0.0.1:80", "healthy"),
            new Metrics.Target("u", "up.example:80", "10.0.0.2:80", "unhealthy"),
            new Metrics.Target("u", "gone.example:80", "", "dns_error"));
  }

  @Test
  void saysOfEachAddressWhichStateItIsIn() {
    shows(Map.of("u", List.of(checked, nameless, checked)));
    page.showTargets();

    String first = "kong_upstream_target_health{upstream=\"u\",target=\"up.example:80\",address=";
    assertThat(page.text().lines())
        .contains("# TYPE kong_upstream_target_health gauge")
        .contains(first + "\"10.0.0.1:80\",state=\"healthy\",subsystem=\"http\"} 1")
        .contains(first + "\"10.0.0.1:80\",state=\"unhealthy\",subsystem=\"http\"} 0")
        .contains(first + "\"10.0.0.2:80\",state=\"unhealthy\",subsystem=\"http\"} 1")
        .contains(
            "kong_upstream_target_health{upstream=\"u\",target=\"gone.example:80\",address=\"\","
                + "state=\"dns_error\",subsystem=\"http\"} 1")
        .doesNotHaveDuplicates()
        .hasSize(2 + 3 * 4);
  }
}
