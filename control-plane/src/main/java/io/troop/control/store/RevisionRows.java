package io.troop.control.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/// Reads `revision`. In SQL: reading the first query in Hibernate's language takes a second of each
/// start.
interface RevisionRows extends Repository<RevisionRow, RevisionRow.Id> {

  Optional<RevisionRow> findById(RevisionRow.Id id);

  /// The newest up to a number, newest first.
  @NativeQuery(
      "select * from revision where control_plane = :controlPlane and number <= :upTo"
          + " order by number desc")
  List<RevisionRow> newest(UUID controlPlane, long upTo, Limit limit);

  /// Those of them whose author or message contains a text, whatever its case.
  @NativeQuery(
      "select * from revision where control_plane = :controlPlane and number <= :upTo"
          + " and position(lower(:text) in lower(author || ' ' || message)) > 0"
          + " order by number desc")
  List<RevisionRow> found(UUID controlPlane, long upTo, String text, Limit limit);

  /// The number of the last revision at or before a moment; null for none.
  @NativeQuery(
      "select max(number) from revision"
          + " where control_plane = :controlPlane and created_at <= :moment")
  Optional<Long> lastBefore(UUID controlPlane, Instant moment);
}
