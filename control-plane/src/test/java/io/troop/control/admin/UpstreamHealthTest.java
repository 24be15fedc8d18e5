package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.admin.HealthReports.Address;
import io.troop.control.admin.UpstreamHealth.Host;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamHealthTest {

  private static UpstreamHealth upstream(double threshold, Host... hosts) {
    return new UpstreamHealth("u", true, threshold, List.of(hosts));
  }

  private static Host host(String ip, int weight, boolean healthy) {
    return new Host(ip, 80, weight, List.of(new Address(ip, 80, weight, healthy)));
  }

  @Test
  void withoutTargetsOrWeightNothingIsServed() {
    assertThat(upstream(0).isHealthy()).isFalse();
    assertThat(upstream(0, host("10.0.0.1", 0, true)).isHealthy()).isFalse();
    assertThat(upstream(0, host("10.0.0.1", 1, true)).isHealthy()).isTrue();
  }

  @Test
  void theHealthyShareOfWeightHasToExceedTheThreshold() {
    Host well = host("10.0.0.1", 100, true);
    Host ill = host("10.0.0.2", 100, false);
    assertThat(upstream(0, well, ill).isHealthy()).isTrue();
    assertThat(upstream(50, well, ill).isHealthy()).isFalse();
    assertThat(upstream(49.9, well, ill).isHealthy()).isTrue();
    assertThat(upstream(0, ill).isHealthy()).isFalse();
  }

  @Test
  void showsEveryTargetWithWhatItsNameLeadsTo() {
    Host two =
        new Host(
            "a.example",
            8080,
            10,
            List.of(new Address("::1", 8080, 10, true), new Address("::2", 8080, 10, false)));
    assertThat(upstream(0, two, new Host("gone.example", 80, 5, List.of())).document())
        .isEqualTo(
            Map.of(
                "id",
                "u",
                "health",
                "HEALTHY",
                "balancer_health",
                "HEALTHY",
                "details",
                Map.of(
                    "healthy",
                    true,
                    "weight",
                    Map.of("total", 20L, "unavailable", 10L, "available", 10L),
                    "hosts",
                    List.of(
                        Map.of(
                            "host",
                            "a.example",
                            "port",
                            8080L,
                            "dns",
                            "AAAA",
                            "nodeWeight",
                            10L,
                            "weight",
                            Map.of("total", 20L, "unavailable", 10L, "available", 10L),
                            "addresses",
                            List.of(
                                Map.of("ip", "::1", "port", 8080L, "weight", 10L, "healthy", true),
                                Map.of(
                                    "ip", "::2", "port", 8080L, "weight", 10L, "healthy", false))),
                        Map.of(
                            "host",
                            "gone.example",
                            "port",
                            80L,
                            "dns",
                            "unknown",
                            "nodeWeight",
                            5L,
                            "weight",
                            Map.of("total", 0L, "unavailable", 0L, "available", 0L),
                            "addresses",
                            List.of())))));
  }

  @Test
  void withoutChecksTheUpstreamsHealthIsToldBeside() {
    var unchecked = new UpstreamHealth("u", false, 0, List.of(host("10.0.0.1", 100, true)));
    assertThat(unchecked.document())
        .containsEntry("health", "HEALTHCHECKS_OFF")
        .containsEntry("balancer_health", "HEALTHY");
  }
}
