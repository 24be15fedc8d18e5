package io.troop.control.governance.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The chains of entries in the database. *Thread-safe.* Every method runs in the caller's
/// transaction, if there is one.
@Component
public class Ledger {

  /// The chain of all requests.
  public static final String REQUESTS = "requests";

  /// Where a chain begins.
  static final byte[] BEGINNING = new byte[32];

  private static final int AT_ONCE = 1000;

  /// What a search looks at: who did what to what, not what was sent.
  private static final String SEARCHED =
      Stream.of(
              "method",
              "path",
              "status",
              "client_ip",
              "rbac_user_name",
              "request_id",
              "dao_name",
              "operation",
              "entity_key")
          .map(member -> "entry::json ->> '" + member + "'")
          .collect(Collectors.joining(", ", "concat_ws(' ', ", ")"));

  private static final RowMapper<Entry> ENTRY = (row, _) -> entry(row);

  private final JdbcTemplate jdbc;
  private final JdbcTemplate streaming;
  private final TransactionTemplate transaction;
  private final Appender appender;
  private final Home home;

  Ledger(JdbcTemplate jdbc, PlatformTransactionManager transactions, Appender appender, Home home) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.appender = appender;
    this.home = home;
    this.streaming = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
    this.streaming.setFetchSize(AT_ONCE);
  }

  /// The chain of a control plane's changes.
  static String objects(UUID controlPlane) {
    return "objects/" + controlPlane;
  }

  /// Where a chain ends, and where it begins now that retention took entries away. *Immutable.*
  record Ends(String name, long seq, byte[] hash, long goneSeq, byte[] goneHash) {}

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getString("chain"),
        row.getLong("seq"),
        row.getLong("request_timestamp"),
        row.getLong("expires_at"),
        row.getObject("control_plane", UUID.class),
        row.getString("workspace"),
        row.getString("entry"),
        row.getBytes("hash"));
  }

  private static Ends ends(ResultSet row) throws SQLException {
    return new Ends(
        row.getString("name"),
        row.getLong("seq"),
        row.getBytes("hash"),
        row.getLong("gone_seq"),
        row.getBytes("gone_hash"));
  }

  /// Adds entries to the end of a chain when the caller's transaction commits, with all others that
  /// it adds: nobody else can add to the chain between that and its end.
  void append(String chain, List<Entry.Draft> drafts) {
    if (!drafts.isEmpty()) {
      transaction.executeWithoutResult(_ -> pending().add(chain, drafts));
    }
  }

  private Pending pending() {
    if (TransactionSynchronizationManager.getResource(this) instanceof Pending pending) {
      return pending;
    }
    Pending pending = new Pending();
    TransactionSynchronizationManager.bindResource(this, pending);
    TransactionSynchronizationManager.registerSynchronization(pending);
    return pending;
  }

  /// What a transaction adds.
  private final class Pending implements TransactionSynchronization {
    private final SortedMap<String, List<Entry.Draft>> chains = new TreeMap<>();
    private Map<String, Appender.Head> ends = Map.of();

    void add(String chain, List<Entry.Draft> drafts) {
      chains.computeIfAbsent(chain, _ -> new ArrayList<>()).addAll(drafts);
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      ends = appender.write(chains);
    }

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResource(Ledger.this);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(Ledger.this, this);
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResource(Ledger.this);
      if (status == STATUS_COMMITTED) {
        appender.committed(ends);
      }
    }
  }

  /// The ends of a chain; empty for one without entries.
  Optional<Ends> ends(String chain) {
    return jdbc
        .query("select * from audit_chain where name = ?", (row, _) -> ends(row), chain)
        .stream()
        .findFirst();
  }

  /// The ends of all chains.
  List<Ends> chains() {
    return jdbc.query("select * from audit_chain order by name", (row, _) -> ends(row));
  }

  /// A place in a list: behind the entry of this second and number.
  record Place(long at, long seq) {}

  /// Which entries a list shows.
  ///
  /// @param controlPlane null for those of all
  /// @param workspace its id; null for those of all
  /// @param alive only those that stay longer than this second
  /// @param search a part of what an entry says of the call or the change; empty for all
  /// @param oldestFirst the newest come first otherwise
  /// @param from null for the first page
  record Query(
      String chain,
      @Nullable UUID controlPlane,
      @Nullable String workspace,
      OptionalLong before,
      OptionalLong after,
      long alive,
      String search,
      boolean oldestFirst,
      @Nullable Place from,
      int size) {}

  List<Entry> page(Query query) {
    StringBuilder sql =
        new StringBuilder("select * from audit_entry where chain = ? and expires_at > ?");
    List<Object> values = new ArrayList<>(List.of(query.chain(), query.alive()));
    Place from = query.from();
    if (from != null) {
      sql.append(" and (request_timestamp, seq) ")
          .append(query.oldestFirst() ? '>' : '<')
          .append(" (?, ?)");
      values.add(from.at());
      values.add(from.seq());
    }
    if (!query.search().isEmpty()) {
      sql.append(" and position(lower(?) in lower(").append(SEARCHED).append(")) > 0");
      values.add(query.search());
    }
    if (query.before().isPresent()) {
      sql.append(" and request_timestamp < ?");
      values.add(query.before().getAsLong());
    }
    if (query.after().isPresent()) {
      sql.append(" and request_timestamp > ?");
      values.add(query.after().getAsLong());
    }
    if (query.controlPlane() != null) {
      sql.append(" and control_plane = ?").append(home.besides(query.controlPlane()));
      values.add(query.controlPlane());
    }
    if (query.workspace() != null) {
      sql.append(" and workspace = ?").append(home.besides(query.workspace()));
      values.add(query.workspace());
    }
    String order = query.oldestFirst() ? "asc" : "desc";
    sql.append(" order by request_timestamp %1$s, seq %1$s limit ?".formatted(order));
    values.add(query.size());
    return jdbc.query(sql.toString(), ENTRY, values.toArray());
  }

  /// Entries behind a place in the chain, in their order.
  public List<Entry> after(String chain, long seq, int most) {
    return jdbc.query(
        "select * from audit_entry where chain = ? and seq > ? order by seq limit ?",
        ENTRY,
        chain,
        seq,
        most);
  }

  /// The number of the last entry of a chain, and of the last one that is gone.
  public List<Long> numbers(String chain) {
    return ends(chain).map(ends -> List.of(ends.seq(), ends.goneSeq())).orElse(List.of(0L, 0L));
  }

  /// Keeps the partitions that are there from leaving until the transaction ends. To be called
  /// before anything is read in it.
  void hold() {
    jdbc.execute("lock table audit_entry in access share mode");
  }

  /// Hands over every entry of a chain behind a place, in order. Needs a transaction, or it reads
  /// all at once.
  void each(String chain, long seq, Consumer<Entry> reader) {
    streaming.query(
        "select * from audit_entry where chain = ? and seq > ? order by seq",
        row -> {
          reader.accept(entry(row));
        },
        chain,
        seq);
  }

  /// Writes down that the entries of a partition leave, if no chain breaks by that: every one of
  /// them comes before all that stay.
  ///
  /// @return whether they may leave
  boolean forget(Partitions.Partition partition) {
    String table = partition.table();
    Boolean breaks =
        jdbc.queryForObject(
            "select exists (select 1 from audit_chain c where (select max(seq) from "
                + table
                + " where chain = c.name) > (select min(seq) from audit_entry e where e.chain ="
                + " c.name and (e.expires_at < ? or e.expires_at >= ?)))",
            Boolean.class,
            partition.from(),
            partition.to());
    if (Boolean.TRUE.equals(breaks)) {
      return false;
    }
    jdbc.update(
        "update audit_chain c set gone_seq = last.seq, gone_hash = last.hash from audit_chain n,"
            + " lateral (select seq, hash from "
            + table
            + " where chain = n.name order by seq desc limit 1) last"
            + " where c.name = n.name and c.gone_seq < last.seq");
    return true;
  }
}
