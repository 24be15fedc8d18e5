package io.troop.control.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Reads `revision`.
interface RevisionRows extends Repository<RevisionRow, RevisionRow.Id> {

  Optional<RevisionRow> findById(RevisionRow.Id id);

  /// The newest up to a number, newest first.
  @Query(
      "from RevisionRow r where r.id.controlPlane = :controlPlane and r.id.number <= :upTo"
          + " order by r.id.number desc")
  List<RevisionRow> newest(UUID controlPlane, long upTo, Limit limit);

  /// Those of them whose author or message contains a text, whatever its case.
  @Query(
      "from RevisionRow r where r.id.controlPlane = :controlPlane and r.id.number <= :upTo"
          + " and locate(lower(:text), lower(concat(r.author, ' ', r.message))) > 0"
          + " order by r.id.number desc")
  List<RevisionRow> found(UUID controlPlane, long upTo, String text, Limit limit);

  /// The number of the last revision at or before a moment; null for none.
  @Query(
      "select max(r.id.number) from RevisionRow r"
          + " where r.id.controlPlane = :controlPlane and r.createdAt <= :moment")
  Optional<Long> lastBefore(UUID controlPlane, Instant moment);
}
