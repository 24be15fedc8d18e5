package io.troop.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final HealthRules.Limits limits =
      new HealthRules.Limits(Set.of(200), 2, Set.of(500), 2, 1, 3);
  private final Health health = new Health();

  @Test
  void turnsAtTheLimitAndNotBefore() {
    assertThat(health.status(500, limits)).isFalse();
    assertThat(health.isHealthy()).isTrue();
    assertThat(health.status(500, limits)).isTrue();
    assertThat(health.isHealthy()).isFalse();
    assertThat(health.status(200, limits)).isFalse();
    assertThat(health.status(200, limits)).isTrue();
    assertThat(health.isHealthy()).isTrue();
  }

  @Test
  void aSuccessForgetsFailuresAndAFailureSuccesses() {
    health.status(500, limits);
    health.status(200, limits);
    health.status(500, limits);
    assertThat(health.isHealthy()).isTrue();
    health.refused(limits);
    assertThat(health.isHealthy()).isFalse();
    health.status(200, limits);
    health.status(500, limits);
    health.status(200, limits);
    assertThat(health.isHealthy()).isFalse();
  }

  @Test
  void aLimitOfZeroCountsNothing() {
    var none = new HealthRules.Limits(Set.of(200), 0, Set.of(500), 0, 0, 0);
    for (int i = 0; i < 300; i++) {
      health.status(500, none);
      health.refused(none);
      health.timedOut(none);
    }
    assertThat(health.isHealthy()).isTrue();
  }

  @Test
  void otherStatusesAreNeitherSuccessNorFailure() {
    health.status(500, limits);
    assertThat(health.status(404, limits)).isFalse();
    assertThat(health.status(500, limits)).isTrue();
  }
}
