package io.troop.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.admin.Caller;
import io.troop.control.database.TestDatabase;
import io.troop.control.fleet.ControlPlaneKeys;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.Change;
import io.troop.state.EntityKey;
import io.troop.state.Hash;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class CommitsIT {

  private static final Provenance TEST = new Provenance("test", "");

  private static Map<String, String> database;
  private static ControlPlaneForTests one;
  private static volatile CountDownLatch headTaken = new CountDownLatch(1);

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
  void listeningTakesNoConnectionOfThePool() throws Exception {
    HikariPoolMXBean pool = one.bean(HikariDataSource.class).getHikariPoolMXBean();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (pool.getActiveConnections() > 0) {
      assertThat(System.nanoTime())
          .as("connections in use: %d", pool.getActiveConnections())
          .isLessThan(end);
      Thread.sleep(5);
    }
    assertThat(one.bean(CommitWatcher.class).isRunning()).isTrue();
  }

  @Test
  void connectionsAreKeptReady() {
    assertThat(one.bean(HikariDataSource.class).getMinimumIdle()).isEqualTo(10);
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

  /// Keeps the head of the first control plane locked, as another process does that commits, until
  /// so many change sets came: the first waits for the head, and those that came too late to go
  /// with it share the next transaction.
  private static void whileTheHeadIsTaken(int coming) {
    CommitQueue queue = one.bean(Lines.class).line(first(one)).queue;
    long wanted = queue.entered() + coming;
    new TransactionTemplate(one.bean(PlatformTransactionManager.class))
        .executeWithoutResult(_ -> {
          one.bean(Journal.class).lockedHead(first(one));
          headTaken.countDown();
          await(() -> queue.entered() >= wanted);
        });
  }

  @Test
  void changeSetsThatShareATransactionFailEachForItself() throws Exception {
    Sealed before = one.bean(Heads.class).head(first(one)).sealed();
    EntitySpec spec = one.bean(EntitySpecs.class).of("consumers");
    Map<String, Object> lost = new LinkedHashMap<>();
    lost.put("id", UUID.randomUUID().toString());
    lost.put("username", "lost");
    Map<String, Future<Sealed>> commits = new LinkedHashMap<>();
    headTaken = new CountDownLatch(1);
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> taken = writers.submit(() -> whileTheHeadIsTaken(7));
      headTaken.await();
      for (String name : List.of("shared-1", "shared-2", "shared-3", "shared-4", "shared-5")) {
        commits.put(name, writers.submit(() -> add(one, name)));
      }
      Future<Sealed> twin = writers.submit(() -> add(one, "shared-1"));
      // The draft does not know that the workspace is gone; the database does.
      Future<Sealed> refused =
          writers.submit(() ->
              one.bean(Commits.class)
                  .commit(
                      first(one),
                      TEST,
                      draft -> {
                        draft.insert(spec, "no-such-workspace", lost);
                        return true;
                      })
                  .sealed());
      taken.get();
      commits.put("twin", twin);
      commits.put("refused", refused);
      Set<Long> revisions = new TreeSet<>();
      Set<String> failed = new TreeSet<>();
      for (Map.Entry<String, Future<Sealed>> commit : commits.entrySet()) {
        try {
          revisions.add(commit.getValue().get().revision());
        } catch (ExecutionException problem) {
          failed.add(commit.getKey() + " " + problem.getCause().getClass().getSimpleName());
        }
      }
      assertThat(revisions).hasSize(5);
      assertThat(failed).hasSize(2).contains("refused DataIntegrityViolationException");
      assertThat(failed).anyMatch(text -> text.matches("(twin|shared-1) Found"));
    }
    Heads.Head head = one.bean(Heads.class).head(first(one));
    assertThat(head.sealed().revision()).isEqualTo(before.revision() + 5);
    assertThat(head.sealed()).isEqualTo(one.bean(Journal.class).head(first(one)).orElseThrow());
    assertThat(one.bean(Journal.class).image(first(one))).isEqualTo(head.image());
    everyRevisionSince(before.revision());
  }

  /// Every revision has a signature that its control plane's key made over its own root.
  private static void everyRevisionSince(long revision) throws Exception {
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(one.bean(ControlPlaneKeys.class).of(first(one)).sealKey().publicKey());
    List<Sealed> all =
        one.bean(JdbcTemplate.class)
            .query(
                "select * from revision where control_plane = ? and number > ?",
                (row, _) ->
                    new Sealed(
                        first(one),
                        row.getLong("number"),
                        new Root(Hash.of(row.getBytes("root"))),
                        row.getBytes("signature")),
                first(one),
                revision);
    assertThat(all).isNotEmpty();
    for (Sealed sealed : all) {
      verifier.update(sealed.payload());
      assertThat(verifier.verify(sealed.signature())).as("signature of %s", sealed).isTrue();
      assertThat(sealed.covers(one.bean(History.class).image(first(one), sealed.revision()).get()))
          .as("root of %s", sealed)
          .isTrue();
    }
  }

  @Test
  void whoeverCommitsWorksInTheNameOfWhoAsked() throws Exception {
    headTaken = new CountDownLatch(1);
    Map<String, String> seen = new ConcurrentHashMap<>();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> taken = writers.submit(() -> whileTheHeadIsTaken(4));
      headTaken.await();
      List<Future<?>> commits = new ArrayList<>();
      for (String name : List.of("ann", "bob", "cid")) {
        Caller caller = new Caller(UUID.randomUUID(), name, "request-of-" + name, null);
        commits.add(writers.submit(() -> caller.run(() -> work(seen, name))));
      }
      commits.add(writers.submit(() -> work(seen, "nobody")));
      taken.get();
      for (Future<?> commit : commits) {
        commit.get();
      }
    }
    assertThat(seen)
        .isEqualTo(Map.of("ann", "ann", "bob", "bob", "cid", "cid", "nobody", "[none]"));
  }

  private static boolean work(Map<String, String> seen, String name) {
    return one.bean(Commits.class)
        .commit(
            first(one),
            TEST,
            _ -> {
              seen.put(name, Caller.current().map(Caller::name).orElse("[none]"));
              return true;
            })
        .answer();
  }

  @Test
  void aCommitWithinACommitIsRefused() {
    assertThatThrownBy(() ->
            one.bean(Commits.class).commit(first(one), TEST, _ -> add(one, "within").revision()))
        .isInstanceOf(Violation.Found.class);
    assertThat(add(one, "afterwards").revision()).isPositive();
  }

  @Test
  void oneEntityMayChangeSeveralTimesInOneTransaction() throws Exception {
    headTaken = new CountDownLatch(1);
    EntitySpec spec = one.bean(EntitySpecs.class).of("consumers");
    EntityKey key = new EntityKey("consumers", UUID.randomUUID());
    List<Function<Draft, Boolean>> works = new ArrayList<>();
    for (String name : List.of("first-name", "second-name", "third-name")) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("id", key.id().toString());
      document.put("username", name);
      document.put("tags", List.of(name));
      works.add(draft -> {
        draft.put(spec, "default", document);
        return true;
      });
    }
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> taken = writers.submit(() -> whileTheHeadIsTaken(5));
      headTaken.await();
      List<Future<?>> commits = new ArrayList<>();
      commits.add(writers.submit(() -> add(one, "before-the-others")));
      for (Function<Draft, Boolean> work : works) {
        commits.add(
            writers.submit(() -> one.bean(Commits.class).commit(first(one), TEST, work).sealed()));
      }
      commits.add(
          writers.submit(() ->
              one.bean(Commits.class)
                  .commit(first(one), TEST, draft -> draft.delete(key))
                  .sealed()));
      taken.get();
      for (Future<?> commit : commits) {
        commit.get();
      }
    }
    Image image = one.bean(Heads.class).head(first(one)).image();
    assertThat(one.bean(Journal.class).image(first(one))).isEqualTo(image);
    Integer rows =
        one.bean(JdbcTemplate.class)
            .queryForObject(
                "select (select count(*) from entity_key where entity = ?) + (select count(*) from"
                    + " entity_tag where entity = ?)",
                Integer.class,
                key.id(),
                key.id());
    assertThat(rows).isEqualTo(image.get(key) == null ? 0 : 2);
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
