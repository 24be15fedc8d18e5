package io.troop.control.governance.audit;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// The partitions of the audit log, each for the entries that stay up to some second of a span.
/// *Thread-safe*, over all processes: making one waits for others that make one, and neither making
/// nor dropping keeps anybody waiting who writes or reads.
@Component
class Partitions {

  /// So many spans a time to stay is divided into: entries go at most a thirtieth of it late.
  private static final long PARTS = 30;

  private static final long SHORTEST_SECONDS = 60;
  private static final long LONGEST_SECONDS = 86_400;

  private final JdbcTemplate jdbc;
  private final Home home;
  private final TransactionTemplate apart;
  private final long width;
  private volatile NavigableMap<Long, Partition> known = new TreeMap<>();

  Partitions(
      JdbcTemplate jdbc,
      Home home,
      PlatformTransactionManager transactions,
      AuditSettings settings) {
    this.jdbc = jdbc;
    this.home = home;
    this.apart = new TransactionTemplate(transactions);
    this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.width = Math.clamp(settings.seconds() / PARTS, SHORTEST_SECONDS, LONGEST_SECONDS);
  }

  /// One of them.
  ///
  /// @param from the first second
  /// @param to the first second that is not in it
  /// @param leaving whether somebody began to detach it
  record Partition(long from, long to, boolean leaving) {
    String table() {
      return "audit_entry_" + from + "_" + to;
    }
  }

  /// Makes room for entries that stay up to this second, if there is none.
  void ensure(long expiresAt) {
    if (find(known, expiresAt) == null) {
      known = apart.execute(_ -> make(expiresAt));
    }
  }

  /// Makes room for what is written soon, so that who writes need not.
  void ensureAhead(long expiresAt) {
    ensure(expiresAt);
    ensure(expiresAt + width);
  }

  private static @Nullable Partition find(NavigableMap<Long, Partition> all, long second) {
    Map.Entry<Long, Partition> floor = all.floorEntry(second);
    return floor != null && floor.getValue().to() > second ? floor.getValue() : null;
  }

  private NavigableMap<Long, Partition> make(long expiresAt) {
    jdbc.query("select pg_advisory_xact_lock(hashtext('audit_entry partitions'))", _ -> {});
    NavigableMap<Long, Partition> there = read();
    if (find(there, expiresAt) == null) {
      long from = expiresAt - Math.floorMod(expiresAt, width);
      Map.Entry<Long, Partition> before = there.lowerEntry(expiresAt);
      Map.Entry<Long, Partition> after = there.higherEntry(expiresAt);
      Partition made =
          new Partition(
              before == null ? from : Math.max(from, before.getValue().to()),
              after == null ? from + width : Math.min(from + width, after.getKey()),
              false);
      // Made by itself and then attached: that lets writers and readers of the others go on.
      jdbc.execute("create table " + made.table() + " (like audit_entry including all)");
      home.indexes(made.table()).forEach(jdbc::execute);
      jdbc.execute(
          "alter table audit_entry attach partition %s for values from (%d) to (%d)"
              .formatted(made.table(), made.from(), made.to()));
      there.put(made.from(), made);
    }
    return there;
  }

  /// All of them, by their beginning.
  NavigableMap<Long, Partition> read() {
    NavigableMap<Long, Partition> found = new TreeMap<>();
    jdbc.query(
        "select split_part(c.relname, '_', 3)::bigint, split_part(c.relname, '_', 4)::bigint,"
            + " i.inhdetachpending from pg_inherits i join pg_class c on c.oid = i.inhrelid"
            + " where i.inhparent = 'audit_entry'::regclass",
        row -> {
          Partition partition = new Partition(row.getLong(1), row.getLong(2), row.getBoolean(3));
          found.put(partition.from(), partition);
        });
    return found;
  }

  /// Takes a partition away with all that is in it. Waits for those who read it at this moment.
  void drop(Partition partition) {
    jdbc.execute(
        "alter table audit_entry detach partition "
            + partition.table()
            + (partition.leaving() ? " finalize" : " concurrently"));
    jdbc.execute("drop table if exists " + partition.table());
    known = read();
  }

  /// Drops those that somebody detached and did not live to drop.
  void dropDetached() {
    List<String> left =
        jdbc.query(
            "select c.relname from pg_class c where c.relkind = 'r' and not c.relispartition"
                + " and c.relnamespace = (select relnamespace from pg_class where oid ="
                + " 'audit_entry'::regclass) and c.relname ~ '^audit_entry_[0-9]+_[0-9]+$'",
            (row, _) -> row.getString(1));
    left.forEach(table -> jdbc.execute("drop table if exists " + table));
  }
}
