package io.troop.control.store;

import io.troop.state.Change;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Commits change sets: one transaction for entities, change log, revision, root and signature.
/// *Thread-safe*: those of one control plane wait for each other, in this process by its line's
/// lock, between processes by a lock on the row of its head.
@Service
public class Commits {

  private final Journal journal;
  private final Lines lines;
  private final EntitySpecs specs;
  private final Sealer sealer;
  private final InstantSource clock;
  private final TransactionTemplate transaction;
  private final ObjectProvider<CommitWitness> witnesses;

  Commits(
      Journal journal,
      Lines lines,
      EntitySpecs specs,
      Sealer sealer,
      InstantSource clock,
      PlatformTransactionManager transactions,
      ObjectProvider<CommitWitness> witnesses) {
    this.witnesses = witnesses;
    this.journal = journal;
    this.lines = lines;
    this.specs = specs;
    this.sealer = sealer;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /// What came of a change set.
  ///
  /// @param answer what the work returned
  /// @param sealed the head after it; the one before when nothing changed
  /// @param steps what it changed
  public record Committed<T>(T answer, Sealed sealed, List<Draft.Step> steps) {}

  /// Commits what the work does to a draft; nothing when it throws or changes nothing.
  ///
  /// @param work is called once, with the state at the head
  /// @throws Violation.Found when the draft refuses a change
  public <T> Committed<T> commit(
      UUID controlPlane, Provenance provenance, Function<Draft, T> work) {
    return run(controlPlane, OptionalLong.empty(), provenance, work);
  }

  /// As [#commit], only if the head is the expected one.
  ///
  /// @throws Violation.Found when it is not
  public <T> Committed<T> commit(
      UUID controlPlane, OptionalLong expected, Provenance provenance, Function<Draft, T> work) {
    return run(controlPlane, expected, provenance, work);
  }

  /// What would come of the work; commits nothing.
  public <T> Committed<T> plan(UUID controlPlane, OptionalLong expected, Function<Draft, T> work) {
    return run(controlPlane, expected, null, work);
  }

  /// The one way all of them go; without provenance nothing is written.
  private <T> Committed<T> run(
      UUID controlPlane,
      OptionalLong expected,
      @Nullable Provenance provenance,
      Function<Draft, T> work) {
    Line line = lines.line(controlPlane);
    line.lock.lock();
    try {
      Attempt<T> attempt = new Attempt<>(line, expected, provenance);
      Committed<T> committed;
      try {
        committed = transaction.execute(_ -> attempt.run(controlPlane, work));
      } catch (RuntimeException | Error problem) {
        attempt.undo();
        throw problem;
      }
      if (provenance == null || committed.steps().isEmpty()) {
        attempt.undo();
        return committed;
      }
      List<Change> changes = committed.steps().stream().map(Draft.Step::change).toList();
      line.advance(attempt.image(), committed.sealed());
      lines.announce(line, changes);
      return committed;
    } finally {
      line.lock.unlock();
    }
  }

  /// One run of one work against the head.
  private final class Attempt<T> {
    private final Line line;
    private final OptionalLong expected;
    private final @Nullable Provenance provenance;
    private @Nullable Draft draft;
    private Image image = Image.EMPTY;

    Attempt(Line line, OptionalLong expected, @Nullable Provenance provenance) {
      this.line = line;
      this.expected = expected;
      this.provenance = provenance;
    }

    Committed<T> run(UUID controlPlane, Function<Draft, T> work) {
      Sealed head =
          journal
              .lockedHead(controlPlane)
              .orElseThrow(() -> new IllegalArgumentException("no control plane " + controlPlane));
      lines.catchUp(line, head);
      if (expected.isPresent() && expected.getAsLong() != head.revision()) {
        throw new Violation.Found(new Violation.Conflict(expected.getAsLong(), head.revision()));
      }
      Image base = line.head().image();
      Draft changing = new Draft(specs, base, line.index());
      draft = changing;
      T answer = work.apply(changing);
      List<Draft.Step> steps = changing.steps();
      if (provenance == null || steps.isEmpty()) {
        return new Committed<>(answer, head, steps);
      }
      image = base.apply(steps.stream().map(Draft.Step::change).toList());
      Root root = image.root(controlPlane);
      long revision = head.revision() + 1;
      byte[] signature = sealer.sign(controlPlane, Sealed.payload(controlPlane, revision, root));
      Sealed sealed = new Sealed(controlPlane, revision, root, signature);
      Instant now = clock.instant();
      journal.write(sealed, provenance, now, steps);
      witnesses
          .orderedStream()
          .forEach(witness -> witness.committing(controlPlane, revision, now, steps));
      return new Committed<>(answer, sealed, steps);
    }

    Image image() {
      return image;
    }

    void undo() {
      if (draft != null) {
        draft.undo();
      }
    }
  }
}
