package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AdminApiIT {

  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.start();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static String id(Reply reply) {
    return String.valueOf(reply.json().get("id"));
  }

  @Test
  void createsReadsChangesAndDeletesByNameAndId() {
    Reply created = control.post("/services", Map.of("name", "crud", "host", "a.com"));

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json()).containsEntry("port", 80L).containsEntry("retries", 5L);
    assertThat(control.get("/services/crud").json()).isEqualTo(created.json());
    assertThat(control.patch("/services/" + id(created), Map.of("port", 81)).json())
        .containsEntry("port", 81L)
        .containsEntry("host", "a.com");
    assertThat(control.delete("/services/crud").status()).isEqualTo(204);
    assertThat(control.get("/services/" + id(created)).status()).isEqualTo(404);
  }

  @Test
  void everyAnswerCarriesTheAdminHeaders() {
    Reply reply = control.get("/nothing");

    assertThat(reply.raw().headers().firstValue("Server")).hasValue("kong/3.9.1");
    assertThat(reply.raw().headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(reply.raw().headers().firstValue("X-Kong-Admin-Request-ID").orElseThrow())
        .matches("[A-Za-z0-9]{32}");
  }

  @Test
  void aWorkspaceHasItsOwnNames() {
    control.post("/workspaces", Map.of("name", "team"));
    control.post("/services", Map.of("name", "shared-name", "host", "a.com"));
    Reply inTeam = control.post("/team/services", Map.of("name", "shared-name", "host", "b.com"));

    assertThat(inTeam.status()).isEqualTo(201);
    assertThat(control.get("/team/services/shared-name").json()).containsEntry("host", "b.com");
    assertThat(control.get("/default/services/shared-name").json()).containsEntry("host", "a.com");
    assertThat(control.get("/services/" + id(inTeam)).status()).isEqualTo(404);
    assertThat(control.get("/elsewhere/services").status()).isEqualTo(404);
    assertThat(control.delete("/workspaces/team").status()).isEqualTo(400);
    control.delete("/team/services/shared-name");
    assertThat(control.delete("/workspaces/team").status()).isEqualTo(204);
    assertThat(control.get("/workspaces/team").status()).isEqualTo(404);
  }

  @Test
  void pagesLeadThroughEverythingOnce() {
    for (int i = 0; i < 7; i++) {
      control.post("/consumers", Map.of("username", "page-" + i, "tags", List.of("paged")));
    }
    TreeSet<Object> seen = new TreeSet<>();
    String next = "/consumers?size=3&tags=paged";
    int pages = 0;
    while (next != null) {
      Reply page = control.get(next);
      for (Object consumer : (List<?>) page.json().get("data")) {
        assertThat(seen.add(((Map<?, ?>) consumer).get("username"))).isTrue();
      }
      next = (String) page.json().get("next");
      pages++;
    }

    assertThat(seen).hasSize(7);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aDocumentAsOfAnEarlierRevisionIsWhatItWas() {
    Reply created = control.post("/services", Map.of("name", "past", "host", "old.com"));
    long revision = revision();
    control.patch("/services/past", Map.of("host", "new.com"));

    assertThat(control.get("/services/past?as_of=" + revision).json()).isEqualTo(created.json());
    assertThat(control.get("/services/past?as_of=" + (revision - 1)).status()).isEqualTo(404);
    assertThat(control.get("/services/past").json()).containsEntry("host", "new.com");
    assertThat(control.get("/services/past?as_of=2020-01-01T00:00:00Z").status()).isEqualTo(404);
    assertThat(control.get("/services/past?as_of=soon").status()).isEqualTo(400);
  }

  @Test
  void aRollbackBringsBackWhatWasDeleted() {
    control.post("/services", Map.of("name", "lost", "host", "a.com"));
    control.post("/services/lost/routes", Map.of("name", "lost-route", "paths", List.of("/l")));
    long revision = revision();
    control.delete("/routes/lost-route");
    control.delete("/services/lost");

    Reply back = control.post("/revisions/" + revision + "/rollback", Map.of());

    assertThat(back.status()).isEqualTo(201);
    assertThat(control.get("/services/lost/routes/lost-route").status()).isEqualTo(200);
    assertThat(control.get("/revisions/" + revision + "/diff/" + revision()).json())
        .containsEntry("diff", List.of());
    assertThat(control.get("/revisions/" + revision()).json())
        .containsEntry("message", "roll back to revision " + revision);
  }

  @Test
  void aChangeSetIsOneRevision() {
    long before = revision();
    Reply reply =
        control.post(
            "/change-sets",
            Map.of(
                "message",
                "open the shop",
                "expected_revision",
                before,
                "operations",
                List.of(
                    operation("PUT", "/services/shop", Map.of("host", "shop.com")),
                    operation("POST", "/services/shop/routes", Map.of("paths", List.of("/s"))))));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json()).containsEntry("revision", before + 1);
    assertThat((List<?>) control.get("/services/shop/routes").json().get("data")).hasSize(1);
  }

  @Test
  void aChangeSetThatFailsChangesNothing() {
    long before = revision();
    Reply reply =
        control.post(
            "/change-sets",
            Map.of(
                "operations",
                List.of(
                    operation("PUT", "/services/half", Map.of("host", "a.com")),
                    operation("PUT", "/services/other", Map.of("host", "a b")))));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json()).containsEntry("operation", 2L);
    assertThat(control.get("/services/half").status()).isEqualTo(404);
    assertThat(revision()).isEqualTo(before);
  }

  @Test
  void aDryRunTellsFieldByFieldAndChangesNothing() {
    control.post("/services", Map.of("name", "dry", "host", "a.com"));
    long before = revision();
    Reply reply =
        control.post(
            "/change-sets?dry_run=1",
            Map.of("operations", List.of(operation("PATCH", "/services/dry", Map.of("port", 8)))));

    assertThat(reply.status()).isEqualTo(200);
    Map<?, ?> change = (Map<?, ?>) ((List<?>) reply.json().get("diff")).getFirst();
    assertThat(change.get("operation")).isEqualTo("update");
    assertThat(
            ((List<?>) change.get("fields"))
                .contains(Map.of("field", "port", "before", 80L, "after", 8L)))
        .isTrue();
    assertThat(control.get("/services/dry").json()).containsEntry("port", 80L);
    assertThat(revision()).isEqualTo(before);
  }

  @Test
  void aChangeSetOnAnOldRevisionIsAConflict() {
    long before = revision();
    control.post("/services", Map.of("name", "meanwhile", "host", "a.com"));
    Reply reply =
        control.post(
            "/change-sets",
            Map.of(
                "expected_revision",
                before,
                "operations",
                List.of(operation("DELETE", "/services/meanwhile", null))));

    assertThat(reply.status()).isEqualTo(409);
    assertThat(control.get("/services/meanwhile").status()).isEqualTo(200);
  }

  private static Map<String, Object> operation(String method, String path, Object body) {
    return body == null
        ? Map.of("method", method, "path", path)
        : Map.of("method", method, "path", path, "body", body);
  }

  /// The newest revision; 0 before the first.
  private static long revision() {
    List<?> newest = (List<?>) control.get("/revisions?size=1").json().get("data");
    return newest.isEmpty() ? 0 : (Long) ((Map<?, ?>) newest.getFirst()).get("revision");
  }
}
