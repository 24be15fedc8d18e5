package io.troop.control.governance.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Moves entries from files to the end of the chain. How far a file was read is kept in the
/// transaction that adds the entries: whenever the process dies, each is added once. *Confined to
/// one thread at a time.*
@Component
class SpoolReader {

  private final JdbcTemplate jdbc;
  private final Ledger ledger;
  private final TransactionTemplate transaction;
  private final Map<UUID, Long> positions = new HashMap<>();

  SpoolReader(JdbcTemplate jdbc, Ledger ledger, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.ledger = ledger;
    this.transaction = new TransactionTemplate(transactions);
  }

  /// Adds entries of a file.
  ///
  /// @param end up to where it is written
  /// @return how many bytes they took there; 0 when all were added
  long read(Segment segment, long end, int most) {
    long from = position(segment);
    if (from >= end) {
      return 0;
    }
    Segment.Chunk chunk = chunk(segment, from, end, most);
    if (chunk.drafts().isEmpty()) {
      return 0;
    }
    // Should the commit's outcome stay unknown, the database is asked.
    positions.remove(segment.id());
    transaction.executeWithoutResult(_ -> {
      ledger.append(Ledger.REQUESTS, chunk.drafts());
      jdbc.update(
          "insert into audit_spool values (?, ?)"
              + " on conflict (segment) do update set position = excluded.position",
          segment.id(),
          chunk.next());
    });
    positions.put(segment.id(), chunk.next());
    return chunk.next() - from;
  }

  /// Up to where a file was read.
  long position(Segment segment) {
    return positions.computeIfAbsent(segment.id(), this::stored);
  }

  private long stored(UUID segment) {
    return jdbc
        .queryForList("select position from audit_spool where segment = ?", Long.class, segment)
        .stream()
        .findFirst()
        .orElse(0L);
  }

  private static Segment.Chunk chunk(Segment segment, long from, long end, int most) {
    try {
      return segment.read(from, end, most);
    } catch (IOException problem) {
      throw new UncheckedIOException(segment + " can't be read", problem);
    }
  }

  /// Forgets a file that was read out: the file first, so that nothing is added twice.
  void delete(Segment segment) {
    try {
      segment.delete();
    } catch (IOException problem) {
      throw new UncheckedIOException(segment + " can't be deleted", problem);
    }
    positions.remove(segment.id());
    jdbc.update("delete from audit_spool where segment = ?", segment.id());
  }
}
