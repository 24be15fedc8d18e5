package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WorkspacesIT {

  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.start();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  @Test
  void nothingRefersToAnEntityOfAnotherWorkspace() {
    control.post("/workspaces", Map.of("name", "mine"));
    Object id = control.post("/services", Map.of("name", "theirs", "host", "a")).json().get("id");

    ControlPlaneForTests.Reply byId =
        control.post(
            "/mine/routes", Map.of("paths", java.util.List.of("/p"), "service", Map.of("id", id)));
    ControlPlaneForTests.Reply plugin =
        control.post("/mine/plugins", Map.of("name", "cors", "service", Map.of("id", id)));

    assertThat(byId.status()).isEqualTo(400);
    assertThat(plugin.status()).isEqualTo(400);
    assertThat(plugin.json()).containsEntry("name", "foreign key violation");
    assertThat(
            control
                .post("/mine/plugins", Map.of("name", "cors", "service", Map.of("name", "theirs")))
                .status())
        .isEqualTo(400);
  }

  private static int route(String workspace, Object... fields) {
    Map<String, Object> route = new java.util.HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      route.put((String) fields[i], fields[i + 1]);
    }
    ControlPlaneForTests.Reply reply = control.post("/" + workspace + "/routes", route);
    if (reply.status() == 409) {
      assertThat(reply.json())
          .isEqualTo(Map.of("message", "API route collides with an existing API"));
    }
    return reply.status();
  }

  @Test
  void routesOfDifferentWorkspacesDoNotTakeEachOthersRequests() {
    control.post("/workspaces", Map.of("name", "one-team"));
    control.post("/workspaces", Map.of("name", "other-team"));
    assertThat(route("one-team", "name", "wide", "paths", List.of("/wide"))).isEqualTo(201);
    assertThat(route("one-team", "paths", List.of("/wide/too"))).isEqualTo(201);

    assertThat(route("other-team", "paths", List.of("/wide"))).isEqualTo(409);
    assertThat(route("other-team", "paths", List.of("/else", "/wide/deep"))).isEqualTo(409);
    assertThat(route("other-team", "paths", List.of("/wide"), "hosts", List.of("b.com")))
        .isEqualTo(201);
    assertThat(route("one-team", "paths", List.of("/wide"), "hosts", List.of("b.com")))
        .isEqualTo(409);
    assertThat(route("other-team", "name", "behind", "paths", List.of("/w"))).isEqualTo(201);
    assertThat(
            control.patch("/other-team/routes/behind", Map.of("paths", List.of("/wide"))).status())
        .isEqualTo(409);

    assertThat(route("one-team", "paths", List.of("~/v\\d+/x"), "methods", List.of("GET")))
        .isEqualTo(201);
    assertThat(route("other-team", "paths", List.of("/v1/x"), "methods", List.of("POST")))
        .isEqualTo(201);
    assertThat(route("other-team", "paths", List.of("/v1/x"), "methods", List.of("GET")))
        .isEqualTo(409);
    assertThat(control.delete("/one-team/routes/wide").status()).isEqualTo(204);
  }

  @Test
  void countsWhatLivesInAWorkspaceAndDeletesItAllWhenToldTo() {
    control.post("/workspaces", Map.of("name", "full"));
    control.post("/full/services", Map.of("name", "s", "host", "a"));
    control.post("/full/services/s/routes", Map.of("name", "r", "paths", java.util.List.of("/r")));
    control.post("/services", Map.of("name", "stays", "host", "a"));

    assertThat(control.get("/workspaces/full/meta").json().get("counts"))
        .isEqualTo(Map.of("services", 1L, "routes", 1L));
    assertThat(control.delete("/workspaces/full").status()).isEqualTo(400);
    assertThat(control.delete("/workspaces/full?cascade=true").status()).isEqualTo(204);
    assertThat(control.get("/full/services").status()).isEqualTo(404);
    assertThat(control.get("/services/stays").status()).isEqualTo(200);
    assertThat(control.delete("/workspaces/default?cascade=true").status()).isEqualTo(400);
  }
}
