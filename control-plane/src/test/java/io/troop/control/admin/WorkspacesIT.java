package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
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
