package io.troop.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.database.TestDatabase;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.Change;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class CommitsIT {

  private static final Provenance TEST = new Provenance("test", "");

  private static Map<String, String> database;
  private static ControlPlaneForTests one;

  @BeforeAll
  static void start() {
    database = TestDatabase.settings();
    one = ControlPlaneForTests.start(database);
  }

  @AfterAll
  static void stop() {
    one.close();
  }

  private static UUID first(ControlPlaneForTests control) {
    return control.bean(ControlPlanes.class).first();
  }

  private static Sealed add(ControlPlaneForTests control, String name) {
    EntitySpec spec = control.bean(EntitySpecs.class).of("consumers");
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", UUID.randomUUID().toString());
    document.put("username", name);
    return control
        .bean(Commits.class)
        .commit(
            first(control),
            TEST,
            draft -> {
              draft.insert(spec, "default", document);
              return true;
            })
        .sealed();
  }

  @Test
  void theRootInTheDatabaseIsThatOfItsEntities() {
    add(one, "rooted");
    Journal journal = one.bean(Journal.class);
    UUID controlPlane = first(one);

    Sealed head = journal.head(controlPlane).orElseThrow();
    assertThat(head.covers(journal.image(controlPlane))).isTrue();
    assertThat(one.bean(Heads.class).head(controlPlane).sealed()).isEqualTo(head);
  }

  @Test
  void aRefusedChangeLeavesNothingBehind() {
    add(one, "taken");
    Sealed before = one.bean(Heads.class).head(first(one)).sealed();

    assertThatThrownBy(() -> add(one, "taken")).isInstanceOf(Violation.Found.class);
    assertThatThrownBy(() -> add(one, "taken")).isInstanceOf(Violation.Found.class);
    assertThat(one.bean(Heads.class).head(first(one)).sealed()).isEqualTo(before);
  }

  @Test
  void theDatabaseItselfRefusesASecondOwnerOfAKey() {
    add(one, "guarded");
    JdbcTemplate jdbc = one.bean(JdbcTemplate.class);

    assertThatThrownBy(() ->
            jdbc.update(
                "insert into entity_key select control_plane, workspace, kind, name, digest,"
                    + " entity from entity_key where kind = 'consumers'"))
        .hasMessageContaining("entity_key_pkey");
  }

  @Test
  void manyWritersGetOneRevisionEach() throws Exception {
    long before = one.bean(Heads.class).head(first(one)).sealed().revision();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Sealed>> commits =
          IntStream.range(0, 40)
              .mapToObj(i -> writers.submit(() -> add(one, "writer-" + i)))
              .toList();
      long distinct = 0;
      for (Future<Sealed> commit : commits) {
        assertThat(commit.get().revision()).isGreaterThan(before);
        distinct++;
      }
      assertThat(one.bean(Heads.class).head(first(one)).sealed().revision())
          .isEqualTo(before + distinct);
    }
  }

  @Test
  void changesSinceARevisionLeadToTheHead() {
    Heads heads = one.bean(Heads.class);
    Heads.Head before = heads.head(first(one));
    add(one, "since-1");
    add(one, "since-2");

    List<Change> changes = heads.changesSince(first(one), before.sealed().revision()).orElseThrow();
    Image after = before.image().apply(changes);
    assertThat(after).isEqualTo(heads.head(first(one)).image());
    assertThat(heads.changesSince(first(one), -1)).isEmpty();
    assertThat(heads.changesSince(first(one), Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void twoProcessesOverOneDatabaseSeeEachOther() {
    try (ControlPlaneForTests two = ControlPlaneForTests.start(database)) {
      add(one, "from-one");
      assertThat(two.get("/consumers/from-one").status()).isEqualTo(200);
      Sealed second = add(two, "from-two");
      assertThatThrownBy(() -> add(two, "from-one")).isInstanceOf(Violation.Found.class);
      assertThatThrownBy(() -> add(one, "from-two")).isInstanceOf(Violation.Found.class);

      Heads heads = one.bean(Heads.class);
      await(() -> heads.head(first(one)).sealed().revision() >= second.revision());
      assertThat(heads.head(first(one)).image())
          .isEqualTo(two.bean(Heads.class).head(first(two)).image());
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void secretsAreUnreadableInTheDatabase() {
    String key = "a-secret-nobody-should-read";
    one.post("/services", Map.of("name", "plain", "host", "a.com", "tags", List.of("visible-tag")));
    EntitySpec spec = one.bean(EntitySpecs.class).of("certificates");
    Map<String, Object> document = new LinkedHashMap<>();
    UUID id = UUID.randomUUID();
    document.put("id", id.toString());
    document.put("cert", "a certificate");
    document.put("key", key);
    one.bean(Commits.class)
        .commit(
            first(one),
            TEST,
            draft -> {
              draft.insert(spec, "default", document);
              return true;
            });

    JdbcTemplate jdbc = one.bean(JdbcTemplate.class);
    assertThat(count(jdbc, "entity", "document", "visible-tag")).isEqualTo(1);
    assertThat(count(jdbc, "entity", "document", key)).isZero();
    assertThat(count(jdbc, "change", "after", key)).isZero();
    assertThat(
            one.bean(EntityReads.class)
                .now(first(one))
                .byId("default", new EntityKey("certificates", id))
                .orElseThrow()
                .document())
        .containsEntry("key", key);
  }

  private static Long count(JdbcTemplate jdbc, String table, String column, String text) {
    return jdbc.queryForObject(
        "select count(*) from " + table + " where " + column + "::text like ?",
        Long.class,
        "%" + text + "%");
  }
}
