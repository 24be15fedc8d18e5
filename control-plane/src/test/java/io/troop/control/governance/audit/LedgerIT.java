package io.troop.control.governance.audit;

import static io.troop.control.governance.audit.AuditAnswers.chain;
import static io.troop.control.governance.audit.AuditAnswers.data;
import static io.troop.control.governance.audit.AuditAnswers.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.document.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Chains that several processes add to, and how their entries are found.
class LedgerIT {

  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    control =
        ControlPlaneForTests.startWith(
            Map.of("audit_log", "on", "audit_log_ignore_paths", "/audit/requests"));
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  /// The ledger of another process.
  private static Ledger another() {
    JdbcTemplate jdbc = control.bean(JdbcTemplate.class);
    return new Ledger(
        jdbc,
        control.bean(PlatformTransactionManager.class),
        new Appender(jdbc, control.bean(Partitions.class)),
        control.bean(Home.class));
  }

  private static TransactionTemplate transaction() {
    return new TransactionTemplate(control.bean(PlatformTransactionManager.class));
  }

  private static Entry.Draft draft(String path) {
    return draft(path, Instant.now().getEpochSecond());
  }

  private static Entry.Draft draft(String path, long at) {
    String id = UUID.randomUUID().toString();
    String text = Json.text(Map.of("path", path, "request_id", id, "request_timestamp", at));
    return new Entry.Draft(at, at + 2_592_000, new UUID(0, 0), null, text);
  }

  @Test
  void processesThatAddToOneChainInTurnsKeepItWhole() {
    Ledger here = control.bean(Ledger.class);
    Ledger there = another();
    TransactionTemplate transaction = transaction();
    for (int i = 0; i < 3; i++) {
      here.append(Ledger.REQUESTS, List.of(draft("/turns/here")));
      there.append(Ledger.REQUESTS, List.of(draft("/turns/there"), draft("/turns/there")));
      // What was rolled back left nothing to build upon.
      transaction.executeWithoutResult(status -> {
        there.append(Ledger.REQUESTS, List.of(draft("/turns/undone")));
        status.setRollbackOnly();
      });
      there.append(Ledger.REQUESTS, List.of(draft("/turns/there")));
    }

    assertThat(data(control.get("/audit/requests?size=1000")))
        .extracting(row -> row.get("path"))
        .filteredOn(path -> String.valueOf(path).startsWith("/turns/"))
        .hasSize(12)
        .doesNotContain("/turns/undone");
    assertThat(control.get("/audit/verify").json()).containsEntry("valid", true);
  }

  /// One of two chains ends where this process thinks, the other does not: neither is changed by
  /// the first try, both by the second.
  @Test
  void whoAddsToTwoChainsOfWhichOneMovedAddsToBoth() {
    Ledger here = control.bean(Ledger.class);
    Ledger there = another();
    TransactionTemplate transaction = transaction();
    for (int i = 0; i < 3; i++) {
      transaction.executeWithoutResult(_ -> {
        here.append("pair/a", List.of(draft("/pair"), draft("/pair")));
        here.append("pair/b", List.of(draft("/pair")));
      });
      there.append("pair/b", List.of(draft("/pair")));
    }

    assertThat(here.ends("pair/a").orElseThrow().seq()).isEqualTo(6);
    assertThat(here.ends("pair/b").orElseThrow().seq()).isEqualTo(6);
    assertThat(chain(control, "pair/a")).containsEntry("entries", 6L).containsEntry("valid", true);
    assertThat(chain(control, "pair/b")).containsEntry("entries", 6L).containsEntry("valid", true);
  }

  /// The clock was set back by an hour, and forth again.
  @Test
  void aClockThatIsSetBackLosesNoEntryInPages() {
    long now = Instant.now().getEpochSecond();
    List<Entry.Draft> drafts = new ArrayList<>();
    for (long at : new long[] {now - 50, now - 40, now - 3640, now - 3600, now - 45, now}) {
      drafts.add(draft("/clock/" + (now - at), at));
    }
    control.bean(Ledger.class).append(Ledger.REQUESTS, drafts);

    List<Object> paths = new ArrayList<>();
    String offset = "";
    do {
      Reply page = control.get("/audit/requests?size=2" + offset);
      data(page).forEach(row -> paths.add(row.get("path")));
      offset = page.json().get("offset") == null ? null : "&offset=" + page.json().get("offset");
    } while (offset != null);

    assertThat(paths)
        .filteredOn(path -> String.valueOf(path).startsWith("/clock/"))
        .containsExactly(
            "/clock/0", "/clock/40", "/clock/45", "/clock/50", "/clock/3600", "/clock/3640");
    assertThat(control.get("/audit/verify").json()).containsEntry("valid", true);
  }

  @Test
  void everyPartitionFindsWhatIsNotAboutTheFirstDefaultWorkspaceByIndexesOfItsOwn() {
    JdbcTemplate jdbc = control.bean(JdbcTemplate.class);
    control.bean(Partitions.class).ensure(Instant.now().getEpochSecond() + 5_000_000);
    List<String> partial =
        jdbc.queryForList(
            "select x.indexdef from pg_inherits i join pg_class c on c.oid = i.inhrelid join"
                + " pg_indexes x on x.tablename = c.relname where i.inhparent ="
                + " 'audit_entry'::regclass and x.indexdef like '% WHERE %'",
            String.class);
    Long partitions =
        jdbc.queryForObject(
            "select count(*) from pg_inherits where inhparent = 'audit_entry'::regclass",
            Long.class);

    assertThat(partial).hasSize(2 * Math.toIntExact(partitions));
    control.post("/workspaces", Map.of("name", "rare"));
    String asked = requestId(control.get("/rare/services"));
    assertThat(data(control.get("/rare/audit/requests")))
        .extracting(row -> row.get("request_id"))
        .contains(asked);
    assertThat(planOf(Home::besides, UUID.randomUUID(), "control_plane"))
        .contains("_control_plane on ");
    assertThat(planOf(Home::besides, "rare", "workspace")).contains("_workspace on ");
  }

  /// How a question about a place is answered, whatever the place.
  private static <T> String planOf(BiFunction<Home, T, String> besides, T place, String column) {
    JdbcTemplate jdbc = control.bean(JdbcTemplate.class);
    return transaction()
        .execute(status -> {
          status.setRollbackOnly();
          jdbc.execute("set local enable_seqscan = off");
          jdbc.execute("set local enable_sort = off");
          jdbc.execute("set local plan_cache_mode = force_generic_plan");
          jdbc.execute(
              "prepare rare as select * from audit_entry where chain = $1 and "
                  + column
                  + " = $2"
                  + besides.apply(control.bean(Home.class), place)
                  + " order by request_timestamp desc, seq desc limit 100");
          try {
            return String.join(
                "\n",
                jdbc.queryForList(
                    "explain execute rare ('requests', '%s')".formatted(place), String.class));
          } finally {
            jdbc.execute("deallocate rare");
          }
        });
  }
}
