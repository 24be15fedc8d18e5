package io.troop.control.store;

import io.troop.state.Change;
import io.troop.state.Sealed;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Commits change sets: entities, change log, revisions, roots and signatures in one transaction.
/// *Thread-safe*: those of one control plane wait for each other, in this process by its line's
/// queue and lock, between processes by a lock on the row of its head.
///
/// Change sets that come while another transaction is under way share the next one. Each is a
/// revision of its own, sees those before it, and is told of its own failure only: when what they
/// share can't be written, they are committed anew one by one.
@Service
public class Commits {

  /// So many change sets share a transaction at most: the first of them should not wait for long.
  private static final int MOST_TOGETHER = 128;

  private final Journal journal;
  private final CommitWriter writer;
  private final Lines lines;
  private final EntitySpecs specs;
  private final Sealer sealer;
  private final InstantSource clock;
  private final TransactionTemplate transaction;
  private final Mandate.Source mandates;
  private final ObjectProvider<CommitGuard> guards;
  private final ObjectProvider<CommitWitness> witnesses;

  Commits(
      Journal journal,
      CommitWriter writer,
      Lines lines,
      EntitySpecs specs,
      Sealer sealer,
      InstantSource clock,
      PlatformTransactionManager transactions,
      Mandate.Source mandates,
      ObjectProvider<CommitGuard> guards,
      ObjectProvider<CommitWitness> witnesses) {
    this.journal = journal;
    this.writer = writer;
    this.lines = lines;
    this.specs = specs;
    this.sealer = sealer;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
    this.mandates = mandates;
    this.guards = guards;
    this.witnesses = witnesses;
  }

  /// What came of a change set.
  ///
  /// @param answer what the work returned
  /// @param sealed the head after it; the one before when nothing changed
  /// @param steps what it changed
  public record Committed<T>(T answer, Sealed sealed, List<Draft.Step> steps) {}

  /// Commits what the work does to a draft; nothing when it throws or changes nothing.
  ///
  /// @param work is called with the state at the head, in the caller's name but maybe by another
  ///   thread; once more with a fresh draft when what it did could not be written with others
  /// @throws Violation.Found when the draft refuses a change
  public <T> Committed<T> commit(
      UUID controlPlane, Provenance provenance, Function<Draft, T> work) {
    return commit(controlPlane, OptionalLong.empty(), provenance, work);
  }

  /// As [#commit], only if the head is the expected one.
  ///
  /// @throws Violation.Found when it is not
  public <T> Committed<T> commit(
      UUID controlPlane, OptionalLong expected, Provenance provenance, Function<Draft, T> work) {
    Line line = line(controlPlane);
    Ticket<T> ticket = new Ticket<>(expected, provenance, mandates.current(), work);
    if (line.queue.enter(ticket) || ticket.awaitTurn()) {
      lead(line, controlPlane);
    }
    return ticket.outcome();
  }

  /// What would come of the work; commits nothing.
  public <T> Committed<T> plan(UUID controlPlane, OptionalLong expected, Function<Draft, T> work) {
    Line line = line(controlPlane);
    line.lock.lock();
    try {
      return Objects.requireNonNull(
          transaction.execute(_ -> {
            lines.catchUp(
                line, journal.head(controlPlane).orElseThrow(() -> unknown(controlPlane)));
            Draft draft = new Draft(specs, line.head().image(), line.index());
            try {
              if (expected.isPresent() && expected.getAsLong() != line.revision()) {
                throw new Violation.Found(
                    new Violation.Conflict(expected.getAsLong(), line.revision()));
              }
              return new Committed<>(work.apply(draft), line.head().sealed(), draft.steps());
            } finally {
              draft.undo();
            }
          }));
    } finally {
      line.lock.unlock();
    }
  }

  private Line line(UUID controlPlane) {
    Line line = lines.line(controlPlane);
    if (line.lock.isHeldByCurrentThread()) {
      throw new Violation.Found(new Violation.Nested());
    }
    return line;
  }

  private static RuntimeException unknown(UUID controlPlane) {
    return new IllegalArgumentException("no control plane " + controlPlane);
  }

  /// Commits what waits, the caller's own change set among it.
  private void lead(Line line, UUID controlPlane) {
    List<Ticket<?>> tickets = List.of();
    line.lock.lock();
    try {
      tickets = line.queue.take(MOST_TOGETHER);
      commit(line, controlPlane, tickets);
    } finally {
      line.lock.unlock();
      line.queue.leave();
      tickets.forEach(Ticket::end);
    }
  }

  private void commit(Line line, UUID controlPlane, List<Ticket<?>> tickets) {
    Attempt attempt = new Attempt(line, controlPlane);
    try {
      transaction.executeWithoutResult(_ -> attempt.run(tickets));
    } catch (RuntimeException | Error problem) {
      attempt.undo();
      if (tickets.size() > 1 && attempt.isOneToBlame(problem)) {
        tickets.forEach(ticket -> commit(line, controlPlane, List.of(ticket)));
      } else {
        tickets.forEach(ticket -> ticket.fail(problem));
      }
      return;
    }
    attempt.announce();
  }

  /// One transaction.
  private final class Attempt {
    private final Line line;
    private final UUID controlPlane;
    private @Nullable Group group;
    private boolean written;

    Attempt(Line line, UUID controlPlane) {
      this.line = line;
      this.controlPlane = controlPlane;
    }

    void run(List<Ticket<?>> tickets) {
      lines.catchUp(
          line, journal.lockedHead(controlPlane).orElseThrow(() -> unknown(controlPlane)));
      Group drafted = new Group(specs, line, sealer, clock);
      group = drafted;
      tickets.forEach(ticket -> drafted.add(ticket, this::checkGuards));
      if (drafted.made().isEmpty()) {
        return;
      }
      writer.write(controlPlane, drafted.made());
      drafted.made().forEach(this::tellWitnesses);
      written = true;
    }

    private void checkGuards(UUID id, List<Draft.Step> steps) {
      guards.orderedStream().forEach(guard -> guard.check(id, steps));
    }

    private void tellWitnesses(Group.Made made) {
      made.ticket()
          .inItsName(() ->
              witnesses
                  .orderedStream()
                  .forEach(witness ->
                      witness.committing(
                          controlPlane, made.sealed().revision(), made.at(), made.steps())));
    }

    /// Whether a single change set may have caused this, so that the others are worth another try.
    /// Nobody knows what became of a commit whose answer was lost: it is not tried again.
    boolean isOneToBlame(Throwable problem) {
      return problem instanceof RuntimeException
          && !(problem instanceof CannotCreateTransactionException)
          && (!written || isIntegrity(problem));
    }

    void undo() {
      if (group != null) {
        group.undo();
      }
    }

    void announce() {
      if (group != null && !group.made().isEmpty()) {
        List<Change> changes = group.advance();
        lines.announce(line, changes);
      }
    }
  }

  /// Whether the database refused a commit as a whole: it checks references at its end.
  private static boolean isIntegrity(Throwable problem) {
    for (@Nullable Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return String.valueOf(sql.getSQLState()).startsWith("23");
      }
    }
    return false;
  }
}
