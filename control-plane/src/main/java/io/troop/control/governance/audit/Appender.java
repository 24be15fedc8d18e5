package io.troop.control.governance.audit;

import static io.troop.control.database.RowBatch.Column.BYTES;
import static io.troop.control.database.RowBatch.Column.ID;
import static io.troop.control.database.RowBatch.Column.NUMBER;
import static io.troop.control.database.RowBatch.Column.TEXT;

import io.troop.control.database.RowBatch;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.stereotype.Component;

/// Writes entries behind the ends of their chains, in the caller's transaction. *Thread-safe.*
@Component
class Appender {

  private static final String MOVE =
      "update audit_chain set seq = ?, hash = ? where name = ? and seq = ? and hash = ?";
  private static final String HAS_MOVED =
      "exists (select 1 from audit_chain where name = ? and seq = ? and hash = ?)";

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
    Map<String, Head> before = new HashMap<>();
    for (String chain : chains.keySet()) {
      Head end = known.get(chain);
      if (end != null) {
        before.put(chain, end);
      }
    }
    if (before.size() == chains.size()) {
      Addition addition = new Addition(chains, before);
      if (addition.write()) {
        return addition.after();
      }
    }
    Addition addition = new Addition(chains, locked(chains.keySet()));
    if (!addition.write()) {
      throw new IllegalStateException("the audit log's chains moved though they are locked");
    }
    return addition.after();
  }

  /// Where a chain ended, and where it is to end.
  private record Move(String chain, Head from, Head to) {

    /// @return the number of the next parameter
    int bind(PreparedStatement statement, int first) throws SQLException {
      statement.setLong(first, to.seq());
      statement.setBytes(first + 1, to.hash());
      statement.setString(first + 2, chain);
      statement.setLong(first + 3, from.seq());
      statement.setBytes(first + 4, from.hash());
      return first + 5;
    }

    Move back() {
      return new Move(chain, to, from);
    }
  }

  /// Entries behind the ends of chains.
  private final class Addition {
    private final RowBatch entries =
        new RowBatch(TEXT, NUMBER, NUMBER, NUMBER, ID, TEXT, TEXT, BYTES);
    private final List<Move> moves = new ArrayList<>();
    private int count;

    Addition(SortedMap<String, List<Entry.Draft>> chains, Map<String, Head> before) {
      chains.forEach((chain, drafts) -> {
        Head from = Objects.requireNonNull(before.get(chain));
        Head to = from;
        for (Entry.Draft draft : drafts) {
          to = add(chain, to, draft);
        }
        moves.add(new Move(chain, from, to));
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

    Map<String, Head> after() {
      return moves.stream().collect(Collectors.toUnmodifiableMap(Move::chain, Move::to));
    }

    /// All or nothing: nothing when one of the chains ends elsewhere. Plain statements, one after
    /// the other in one round trip: a single one that does it all takes the database longer to
    /// begin than these take together. Chains are locked in the order of their names, so that two
    /// who add to several do not wait for each other.
    ///
    /// @return whether it is written
    boolean write() {
      String sql =
          (MOVE + ";\n").repeat(moves.size())
              + "insert into audit_entry select e.* from "
              + entries.unnest()
              + " e where "
              + String.join(" and ", Collections.nCopies(moves.size(), HAS_MOVED));
      List<Integer> changed =
          Objects.requireNonNull(
              jdbc.execute(sql, (PreparedStatementCallback<List<Integer>>) this::execute));
      boolean isWritten = changed.getLast() == count;
      if (!isWritten) {
        moveBack(changed);
      }
      return isWritten;
    }

    /// How many rows each statement changed.
    private List<Integer> execute(PreparedStatement statement) throws SQLException {
      int next = 1;
      for (Move move : moves) {
        next = move.bind(statement, next);
      }
      next = entries.bind(statement, next);
      for (Move move : moves) {
        statement.setString(next++, move.chain());
        statement.setLong(next++, move.to().seq());
        statement.setBytes(next++, move.to().hash());
      }
      statement.execute();
      List<Integer> changed = new ArrayList<>();
      for (int i = 0; i <= moves.size(); i++) {
        changed.add(statement.getUpdateCount());
        statement.getMoreResults();
      }
      return changed;
    }

    /// Some chains ended where they were thought to, and another did not.
    private void moveBack(List<Integer> changed) {
      for (int i = 0; i < moves.size(); i++) {
        if (changed.get(i) > 0) {
          Move back = moves.get(i).back();
          jdbc.update(MOVE, statement -> back.bind(statement, 1));
        }
      }
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
