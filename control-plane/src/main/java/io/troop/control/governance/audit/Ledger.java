package io.troop.control.governance.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/// The chains of entries in the database. *Thread-safe.* Every method runs in the caller's
/// transaction, if there is one.
@Component
public class Ledger {

  /// The chain of all requests.
  public static final String REQUESTS = "requests";

  /// Where a chain begins.
  static final byte[] BEGINNING = new byte[32];

  private static final int AT_ONCE = 1000;

  private static final RowMapper<Entry> ENTRY = (row, _) -> entry(row);

  private final JdbcTemplate jdbc;
  private final JdbcTemplate streaming;

  Ledger(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
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

  /// Adds entries to the end of a chain, which nobody else can do before the transaction ends.
  void append(String chain, List<Entry.Draft> drafts) {
    if (drafts.isEmpty()) {
      return;
    }
    Ends ends = locked(chain);
    long seq = ends.seq();
    byte[] hash = ends.hash();
    List<Object[]> rows = new ArrayList<>();
    for (Entry.Draft draft : drafts) {
      Entry entry = draft.entry(chain, ++seq, hash);
      hash = entry.hash();
      rows.add(
          new @Nullable Object[] {
            chain,
            seq,
            entry.at(),
            entry.expiresAt(),
            entry.controlPlane(),
            entry.workspace(),
            entry.text(),
            hash
          });
    }
    jdbc.batchUpdate("insert into audit_entry values (?, ?, ?, ?, ?, ?, ?, ?)", rows);
    jdbc.update("update audit_chain set seq = ?, hash = ? where name = ?", seq, hash, chain);
  }

  private Ends locked(String chain) {
    Optional<Ends> there = ends(chain, " for update");
    if (there.isPresent()) {
      return there.get();
    }
    jdbc.update(
        "insert into audit_chain values (?, 0, ?, 0, ?) on conflict do nothing",
        chain,
        BEGINNING,
        BEGINNING);
    return ends(chain, " for update").orElseThrow();
  }

  /// The ends of a chain; empty for one without entries.
  Optional<Ends> ends(String chain) {
    return ends(chain, "");
  }

  private Optional<Ends> ends(String chain, String how) {
    return jdbc
        .query("select * from audit_chain where name = ?" + how, (row, _) -> ends(row), chain)
        .stream()
        .findFirst();
  }

  /// The ends of all chains.
  List<Ends> chains() {
    return jdbc.query("select * from audit_chain order by name", (row, _) -> ends(row));
  }

  /// A place in a list: behind the entry of this second and number.
  record Place(long at, long seq) {
    static final Place TOP = new Place(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /// Which entries a list shows.
  ///
  /// @param controlPlane null for those of all
  /// @param workspace its id; null for those of all
  /// @param alive only those that stay longer than this second
  record Query(
      String chain,
      @Nullable UUID controlPlane,
      @Nullable String workspace,
      OptionalLong before,
      OptionalLong after,
      long alive,
      Place from,
      int size) {}

  /// The newest entries first.
  List<Entry> page(Query query) {
    StringBuilder sql =
        new StringBuilder(
            "select * from audit_entry where chain = ? and expires_at > ?"
                + " and (request_timestamp, seq) < (?, ?)");
    List<Object> values =
        new ArrayList<>(
            List.of(query.chain(), query.alive(), query.from().at(), query.from().seq()));
    if (query.before().isPresent()) {
      sql.append(" and request_timestamp < ?");
      values.add(query.before().getAsLong());
    }
    if (query.after().isPresent()) {
      sql.append(" and request_timestamp > ?");
      values.add(query.after().getAsLong());
    }
    if (query.controlPlane() != null) {
      sql.append(" and control_plane = ?");
      values.add(query.controlPlane());
    }
    if (query.workspace() != null) {
      sql.append(" and workspace = ?");
      values.add(query.workspace());
    }
    sql.append(" order by request_timestamp desc, seq desc limit ?");
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

  /// Hands over every entry of a chain in order. Needs a transaction, or it reads all at once.
  void each(String chain, java.util.function.Consumer<Entry> reader) {
    streaming.query(
        "select * from audit_entry where chain = ? order by seq",
        row -> {
          reader.accept(entry(row));
        },
        chain);
  }

  /// Takes entries away from the beginning of a chain.
  ///
  /// @param last the last of them
  void forget(Entry last) {
    jdbc.update("delete from audit_entry where chain = ? and seq <= ?", last.chain(), last.seq());
    // Last, because it waits for those who write: they go on as soon as this is committed.
    jdbc.update(
        "update audit_chain set gone_seq = ?, gone_hash = ? where name = ? and gone_seq < ?",
        last.seq(),
        last.hash(),
        last.chain(),
        last.seq());
  }
}
