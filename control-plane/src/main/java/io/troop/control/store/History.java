package io.troop.control.store;

import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Hash;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// What was: revisions, what lies between two of them, the state at any of them, and the way back.
@Service
public class History {

  private final RevisionRows rows;
  private final Lines lines;
  private final Commits commits;
  private final Workspaces workspaces;
  private final TransactionTemplate snapshot;

  History(
      RevisionRows rows,
      Lines lines,
      Commits commits,
      Workspaces workspaces,
      PlatformTransactionManager transactions) {
    this.rows = rows;
    this.lines = lines;
    this.commits = commits;
    this.workspaces = workspaces;
    this.snapshot = new TransactionTemplate(transactions);
    this.snapshot.setReadOnly(true);
    this.snapshot.setIsolationLevel(TransactionTemplate.ISOLATION_REPEATABLE_READ);
  }

  /// Revisions, newest first, beginning with the newest up to a number.
  public List<Revision> revisions(UUID controlPlane, long upTo, int size) {
    return rows.newest(controlPlane, upTo, Limit.of(size)).stream().map(History::revision).toList();
  }

  /// Those of them whose author or message contains a text.
  public List<Revision> revisions(UUID controlPlane, long upTo, String text, int size) {
    return text.isEmpty()
        ? revisions(controlPlane, upTo, size)
        : rows.found(controlPlane, upTo, text, Limit.of(size)).stream()
            .map(History::revision)
            .toList();
  }

  public Optional<Revision> revision(UUID controlPlane, long number) {
    return rows.findById(new RevisionRow.Id(controlPlane, number)).map(History::revision);
  }

  private static Revision revision(RevisionRow row) {
    return new Revision(
        new Sealed(
            row.id.controlPlane(), row.id.number(), new Root(Hash.of(row.root)), row.signature),
        new Provenance(row.author, row.message),
        row.changes,
        row.createdAt);
  }

  /// The last revision at or before a moment; 0 for the state before the first.
  public long at(UUID controlPlane, Instant moment) {
    return rows.lastBefore(controlPlane, moment).orElse(0L);
  }

  /// The state at a revision; empty when there was no such revision. Costs what has changed since.
  public Optional<Image> image(UUID controlPlane, long revision) {
    return lines.past(controlPlane, revision);
  }

  /// What leads from one revision to another, each entity once, with its content before and after.
  /// Empty when one of them is not there.
  public Optional<List<Draft.Step>> diff(UUID controlPlane, long from, long to) {
    Optional<Image> before = image(controlPlane, from);
    Optional<Image> after = image(controlPlane, to);
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        before.get().changesTo(after.get()).stream()
            .map(change -> step(before.get(), change))
            .toList());
  }

  private static Draft.Step step(Image before, Change change) {
    EntityKey key = change.key();
    return new Draft.Step(key, before.get(key), change.after());
  }

  /// Makes everything what it was at a revision, as a new revision. Empty when it is not there.
  ///
  /// @throws Violation.Found when the head is not the expected one
  public Optional<Commits.Committed<Boolean>> rollBack(
      UUID controlPlane, long revision, OptionalLong expected, Provenance provenance) {
    Optional<Image> past = image(controlPlane, revision);
    return past.map(then ->
        commits.commit(
            controlPlane,
            expected,
            provenance,
            draft -> {
              for (Change change : draft.base().changesTo(then)) {
                Entity content = change.after();
                checkWorkspace(controlPlane, content);
                draft.restore(change.key(), content);
              }
              draft.checkAll();
              return true;
            }));
  }

  private void checkWorkspace(UUID controlPlane, @Nullable Entity content) {
    if (content != null && workspaces.byName(controlPlane, content.workspace()).isEmpty()) {
      throw new Violation.Found(new Violation.UnknownWorkspace(content.workspace()));
    }
  }
}
