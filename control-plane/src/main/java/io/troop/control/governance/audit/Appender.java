package io.troop.control.governance.audit;

import static io.troop.control.database.RowBatch.Column.BYTES;
import static io.troop.control.database.RowBatch.Column.ID;
import static io.troop.control.database.RowBatch.Column.NUMBER;
import static io.troop.control.database.RowBatch.Column.TEXT;

import io.troop.control.database.RowBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.stereotype.Component;

/// Writes entries behind the ends of their chains, in the caller's transaction. *Thread-safe.*
@Component
class Appender {

  private final JdbcTemplate jdbc;
  private final Partitions partitions;

  /// Where chains ended when this process added to them last. Others may have added since.
  private final Map<String, Head> known = new ConcurrentHashMap<>();

  Appender(JdbcTemplate jdbc, Partitions partitions) {
    this.jdbc = jdbc;
    this.partitions = partitions;
  }

  /// The last entry of a chain.
  record Head(long seq, byte[] hash) {}

  /// One round trip while nobody else adds to the chains; otherwise they are asked for first.
  ///
  /// @return where the chains end now
  Map<String, Head> write(SortedMap<String, List<Entry.Draft>> chains) {
    Map<String, Head> before = new HashMap<>(known);
    before.keySet().retainAll(chains.keySet());
    if (before.size() == chains.size()) {
      Addition addition = new Addition(chains, before);
      if (addition.write()) {
        return addition.after;
      }
    }
    Addition addition = new Addition(chains, locked(chains.keySet()));
    if (!addition.write()) {
      throw new IllegalStateException("the audit log's chains moved though they are locked");
    }
    return addition.after;
  }

  /// Entries behind the ends of chains.
  private final class Addition {
    private final RowBatch entries =
        new RowBatch(TEXT, NUMBER, NUMBER, NUMBER, ID, TEXT, TEXT, BYTES);
    private final RowBatch heads = new RowBatch(TEXT, NUMBER, BYTES, NUMBER, BYTES);
    private final Map<String, Head> after = new HashMap<>();
    private int count;

    Addition(SortedMap<String, List<Entry.Draft>> chains, Map<String, Head> before) {
      chains.forEach((chain, drafts) -> {
        Head from = Objects.requireNonNull(before.get(chain));
        Head to = from;
        for (Entry.Draft draft : drafts) {
          to = add(chain, to, draft);
        }
        heads.add(chain, from.seq(), from.hash(), to.seq(), to.hash());
        after.put(chain, to);
      });
    }

    private Head add(String chain, Head behind, Entry.Draft draft) {
      partitions.ensure(draft.expiresAt());
      Entry entry = draft.entry(chain, behind.seq() + 1, behind.hash());
      entries.add(
          chain,
          entry.seq(),
          entry.at(),
          entry.expiresAt(),
          entry.controlPlane(),
          entry.workspace(),
          entry.text(),
          entry.hash());
      count++;
      return new Head(entry.seq(), entry.hash());
    }

    /// All or nothing: nothing when one of the chains ends elsewhere. Chains are locked in the
    /// order of their names, so that two who add to several do not wait for each other.
    ///
    /// @return whether it is written
    boolean write() {
      String sql =
          """
          with head as (select * from %s as h (name, old_seq, old_hash, seq, hash)),
            held as (select c.name from audit_chain c join head h on h.name = c.name
              where c.seq = h.old_seq and c.hash = h.old_hash order by c.name for update of c),
            fits as (select count(*) = ? as all_of_them from held),
            moved as (update audit_chain c set seq = h.seq, hash = h.hash from head h, fits
              where c.name = h.name and fits.all_of_them)
          insert into audit_entry select e.* from %s e, fits where fits.all_of_them\
          """
              .formatted(heads.unnest(), entries.unnest());
      Integer written =
          jdbc.execute(
              sql,
              (PreparedStatementCallback<Integer>)
                  statement -> {
                    int next = heads.bind(statement, 1);
                    statement.setInt(next, after.size());
                    entries.bind(statement, next + 1);
                    return statement.executeUpdate();
                  });
      return Objects.requireNonNull(written) == count;
    }
  }

  /// Says that what [#write] told is so for good.
  void committed(Map<String, Head> ends) {
    known.putAll(ends);
  }

  private Map<String, Head> locked(Set<String> names) {
    Map<String, Head> there = lock(names);
    if (there.size() < names.size()) {
      for (String name : names) {
        jdbc.update(
            "insert into audit_chain values (?, 0, ?, 0, ?) on conflict do nothing",
            name,
            Ledger.BEGINNING,
            Ledger.BEGINNING);
      }
      there = lock(names);
    }
    return there;
  }

  private Map<String, Head> lock(Set<String> names) {
    Map<String, Head> found = new HashMap<>();
    jdbc.query(
        "select name, seq, hash from audit_chain where name = any (?) order by name for update",
        row -> {
          found.put(row.getString("name"), new Head(row.getLong("seq"), row.getBytes("hash")));
        },
        (Object) names.toArray(String[]::new));
    return found;
  }
}
