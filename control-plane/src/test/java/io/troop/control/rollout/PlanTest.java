package io.troop.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final UUID ROLLOUT = new UUID(5, 7);

  @Test
  void sharesGrowOverTheSameNodes() {
    Plan plan = Plan.of(Map.of("waves", List.of(Map.of("share", 0.1), Map.of("share", 0.5))));
    assertThat(plan.waves())
        .extracting(Plan.Wave::name)
        .containsExactly("wave 1", "wave 2", "rest");
    int[] sizes = new int[3];
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      UUID node = new UUID(random.nextLong(), random.nextLong());
      int wave = plan.waveOf(ROLLOUT, node, Map.of());
      assertThat(plan.waveOf(ROLLOUT, node, Map.of("any", "label"))).isEqualTo(wave);
      sizes[wave]++;
    }
    assertThat(sizes[0]).isBetween(900, 1100);
    assertThat(sizes[1]).isBetween(3800, 4200);
    assertThat(sizes[2]).isBetween(4700, 5300);
  }

  @Test
  void labelsChooseBeforeShares() {
    Plan plan =
        Plan.of(
            Map.of(
                "waves", List.of(Map.of("name", "canary", "labels", Map.of("stage", "canary")))));
    UUID node = UUID.randomUUID();
    assertThat(plan.waveOf(ROLLOUT, node, Map.of("stage", "canary", "zone", "a"))).isZero();
    assertThat(plan.waveOf(ROLLOUT, node, Map.of("stage", "production"))).isEqualTo(1);
  }

  @Test
  void aPlanIsReadAsItWasWritten() {
    Plan plan =
        Plan.of(
            Map.of(
                "waves",
                List.of(Map.of("share", 0.25)),
                "bake_seconds",
                2.5,
                "halt",
                Map.of("error_share", 0.05, "p99_factor", 3, "lost_nodes", 0),
                "revert",
                false));
    assertThat(Plan.of(plan.document())).isEqualTo(plan);
    assertThat(plan.halt().lost()).isNull();
    assertThat(plan.halt().rejected()).isEqualTo(1);
  }

  @Test
  void whatIsNoPlanIsRefusedWithWhatWasExpected() {
    assertThatThrownBy(() -> Plan.of(Map.of("waves", List.of(Map.of("share", 2)))))
        .hasMessage("share: 2 (expected: a number from 0 to 1)");
    assertThatThrownBy(() -> Plan.of(Map.of("waves", List.of(Map.of("name", "x")))))
        .hasMessageContaining("labels, a share, or both");
    assertThatThrownBy(() -> Plan.of(Map.of("bake_seconds", "soon")))
        .hasMessageContaining("bake_seconds: soon");
  }
}
