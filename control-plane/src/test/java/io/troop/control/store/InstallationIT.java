package io.troop.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.document.Json;
import io.troop.state.Hash;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class InstallationIT {

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
  void whoReadsTheDatabaseCanNotTryGuessesOnSecretKeys() {
    control.post("/consumers", Map.of("username", "guessed"));
    control.post("/consumers/guessed/key-auth", Map.of("key", "1234"));

    List<byte[]> digests =
        control
            .bean(JdbcTemplate.class)
            .queryForList(
                "select digest from entity_key where kind = 'keyauth_credentials'", byte[].class);

    assertThat(digests).hasSize(1);
    assertThat(digests.getFirst())
        .isNotEqualTo(Hash.sha256(Json.bytes(Map.of("key", "1234"))).bytes());
    assertThat(control.get("/consumers/guessed/key-auth/1234").status()).isEqualTo(200);
    assertThat(control.get("/consumers/guessed/key-auth/1235").status()).isEqualTo(404);
  }

  @Test
  void aRollbackIntoADeletedWorkspaceIsRefused() {
    control.post("/workspaces", Map.of("name", "gone"));
    control.post("/gone/services", Map.of("name", "s", "host", "h.com"));
    long revision =
        (Long)
            ((Map<?, ?>) ((List<?>) control.get("/revisions").json().get("data")).getFirst())
                .get("revision");
    control.delete("/gone/services/s");
    assertThat(control.delete("/workspaces/gone").status()).isEqualTo(204);

    var answer = control.post("/revisions/" + revision + "/rollback", Map.of());

    assertThat(answer.status()).isEqualTo(409);
    assertThat(String.valueOf(answer.json().get("message"))).contains("\"gone\"");
  }
}
