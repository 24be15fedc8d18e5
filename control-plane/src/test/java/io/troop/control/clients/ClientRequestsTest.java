package io.troop.control.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientRequestsTest {

  private final List<ReplayScript.Step> steps =
      ReplayScript.all().stream().flatMap(script -> script.steps().stream()).toList();

  @Test
  void everyRequestOfEveryClientIsReplayed() {
    List<ClientRequest> requests = ClientRequest.all();

    assertThat(requests).hasSizeGreaterThan(400);
    assertThat(requests)
        .filteredOn(request -> steps.stream().noneMatch(request::isMadeBy))
        .as("requests that no script in %s replays", ClientRequest.FOLDER)
        .isEmpty();
  }

  @Test
  void aRequestIsReplayedOnlyWithItsMethodPathAndArguments() {
    ClientRequest request = new ClientRequest("GET", "/consumers/{}/x?tags={}&size=9", "");

    assertThat(request.isMadeBy(step("GET", "/consumers/bob/x?size=9&tags=a&more=1"))).isTrue();
    assertThat(request.isMadeBy(step("PUT", "/consumers/bob/x?size=9&tags=a"))).isFalse();
    assertThat(request.isMadeBy(step("GET", "/consumers/bob/x?size=10&tags=a"))).isFalse();
    assertThat(request.isMadeBy(step("GET", "/consumers/bob/x"))).isFalse();
    assertThat(request.isMadeBy(step("GET", "/consumers/bob/y/x?size=9&tags=a"))).isFalse();
  }

  private static ReplayScript.Step step(String method, String path) {
    return new ReplayScript.Step(200, method, path, "", "", "");
  }
}
