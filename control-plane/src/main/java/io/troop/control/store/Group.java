package io.troop.control.store;

import io.troop.state.Change;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiConsumer;

/// The change sets that one transaction commits: each drafted on top of the one before, each a
/// revision of its own with its own signature. *Confined to the holder of its line's lock.*
final class Group {

  /// A change set that became a revision.
  record Made(
      Ticket<?> ticket, Sealed sealed, Provenance provenance, Instant at, List<Draft.Step> steps) {}

  private final EntitySpecs specs;
  private final Line line;
  private final Sealer sealer;
  private final InstantSource clock;
  private final List<Draft> drafts = new ArrayList<>();
  private final List<Made> made = new ArrayList<>();
  private Image image;
  private Sealed sealed;

  Group(EntitySpecs specs, Line line, Sealer sealer, InstantSource clock) {
    this.specs = specs;
    this.line = line;
    this.sealer = sealer;
    this.clock = clock;
    this.image = line.head().image();
    this.sealed = line.head().sealed();
  }

  /// Drafts a change set on top of those before it. One that is refused leaves nothing behind.
  ///
  /// @param guard is asked in the name of its maker before it counts
  <T> void add(Ticket<T> ticket, BiConsumer<UUID, List<Draft.Step>> guard) {
    OptionalLong expected = ticket.expected;
    if (expected.isPresent() && expected.getAsLong() != sealed.revision()) {
      ticket.fail(
          new Violation.Found(new Violation.Conflict(expected.getAsLong(), sealed.revision())));
      return;
    }
    Draft draft = new Draft(specs, image, line.index());
    ticket.draft(draft, answer -> committed(ticket, draft, answer, guard));
    if (ticket.isDrafted()) {
      drafts.add(draft);
    } else {
      draft.undo();
    }
  }

  private <T> Commits.Committed<T> committed(
      Ticket<T> ticket, Draft draft, T answer, BiConsumer<UUID, List<Draft.Step>> guard) {
    List<Draft.Step> steps = draft.steps();
    if (steps.isEmpty()) {
      return new Commits.Committed<>(answer, sealed, steps);
    }
    UUID controlPlane = sealed.controlPlane();
    guard.accept(controlPlane, steps);
    Image next = image.apply(steps.stream().map(Draft.Step::change).toList());
    Root root = next.root(controlPlane);
    long revision = sealed.revision() + 1;
    byte[] signature = sealer.sign(controlPlane, Sealed.payload(controlPlane, revision, root));
    image = next;
    sealed = new Sealed(controlPlane, revision, root, signature);
    made.add(new Made(ticket, sealed, told(ticket.provenance, steps), clock.instant(), steps));
    return new Commits.Committed<>(answer, sealed, steps);
  }

  private static Provenance told(Provenance given, List<Draft.Step> steps) {
    return given.message().isEmpty()
        ? new Provenance(given.author(), ChangeSummary.of(steps))
        : given;
  }

  /// What is to be written, in the order of revisions.
  List<Made> made() {
    return made;
  }

  /// Moves the line to where this group led, now that it is written.
  ///
  /// @return all changes, of several to one entity the last
  List<Change> advance() {
    line.advance(image, sealed);
    return Change.merged(
        List.of(),
        made.stream().flatMap(each -> each.steps().stream()).map(Draft.Step::change).toList());
  }

  /// Gives the index back as it was.
  void undo() {
    drafts.reversed().forEach(Draft::undo);
    drafts.clear();
  }
}
