package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.governance.access.Permission.OnEndpoint;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantsTest {

  private static OnEndpoint yes(String workspace, String endpoint) {
    return new OnEndpoint(workspace, endpoint, Action.ALL, false, null, Instant.EPOCH);
  }

  private static OnEndpoint no(String workspace, String endpoint) {
    return new OnEndpoint(workspace, endpoint, Action.ALL, true, null, Instant.EPOCH);
  }

  private static boolean reads(String path, OnEndpoint... entries) {
    return new Grants(List.of(entries), List.of())
        .allows(
            "team",
            Arrays.stream(path.split("/")).filter(segment -> !segment.isEmpty()).toList(),
            Action.READ);
  }

  @Test
  void whatNoEntrySpeaksOfIsForbidden() {
    assertThat(reads("/services")).isFalse();
    assertThat(reads("/services", yes("other", "*"), yes("team", "/routes"))).isFalse();
  }

  @Test
  void theMoreSpecificEntryDecidesInKongsOrder() {
    assertThat(reads("/services", no("team", "/services"), yes("*", "/services"))).isFalse();
    assertThat(reads("/services", yes("team", "/services"), no("*", "/services"))).isTrue();
    assertThat(reads("/services", yes("*", "/services"), no("team", "*"))).isTrue();
    assertThat(reads("/services", no("*", "/services"), yes("team", "*"))).isFalse();
    assertThat(reads("/services", yes("team", "*"), no("*", "*"))).isTrue();
    assertThat(reads("/services", no("team", "*"), yes("*", "*"))).isFalse();
  }

  @Test
  void ofEqualsTheNegativeWinsWhateverTheOrder() {
    assertThat(reads("/services", yes("team", "/services"), no("team", "/services"))).isFalse();
    assertThat(reads("/services", no("team", "/services"), yes("team", "/services"))).isFalse();
  }

  @Test
  void aStarIsOneSegmentAndAloneEverything() {
    assertThat(reads("/services/a", yes("team", "/services/*"))).isTrue();
    assertThat(reads("/services/a/routes", yes("team", "/services/*"))).isFalse();
    assertThat(reads("/services/a/routes", yes("team", "/services/*/routes"))).isTrue();
    assertThat(reads("/services", yes("team", "/services/*"))).isFalse();
    assertThat(reads("/any/thing/at/all", yes("team", "*"))).isTrue();
    assertThat(reads("/services/a", no("team", "/services/*"), yes("team", "/services/a")))
        .isTrue();
  }

  @Test
  void anEntrySpeaksOfItsActionsOnly() {
    OnEndpoint create =
        new OnEndpoint("team", "/services", Set.of(Action.CREATE), true, null, Instant.EPOCH);

    assertThat(reads("/services", create, yes("team", "*"))).isTrue();
  }

  @Test
  void oneWithNegativesDoesNotHandOutEverything() {
    Grants admin = new Grants(List.of(yes("*", "*"), no("*", "/rbac/*")), List.of());

    assertThat(admin.includes(yes("*", "*"))).isFalse();
    assertThat(admin.includes(yes("team", "/services"))).isTrue();
    assertThat(new Grants(List.of(yes("team", "*")), List.of()).includes(yes("*", "*"))).isFalse();
    assertThat(new Grants(List.of(yes("team", "*")), List.of()).includes(yes("team", "*")))
        .isTrue();
  }
}
