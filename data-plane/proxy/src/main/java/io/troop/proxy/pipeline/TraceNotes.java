package io.troop.proxy.pipeline;

import io.troop.plugin.Exchange;
import io.troop.plugin.Exchange.Part;
import io.troop.proxy.relay.Ticks;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node that traces notes of one request: which part of its life began when, and how long it
/// took. *Confined to one exchange.*
final class TraceNotes {

  private final Ticks ticks;
  private final List<Note> notes = new ArrayList<>();
  private long begun;

  private record Note(
      Part.Kind kind,
      String subject,
      int port,
      @Nullable InetAddress found,
      long begun,
      long ended) {}

  TraceNotes(Ticks ticks) {
    this.ticks = ticks;
  }

  /// A part begins. Only one goes on at a time.
  void begin() {
    begun = ticks.nanos();
  }

  /// The part that goes on has ended.
  void end(Part.Kind kind, String plugin) {
    notes.add(new Note(kind, plugin, 0, null, begun, ticks.nanos()));
  }

  /// A name was looked up.
  ///
  /// @param found null for in vain
  void lookedUp(String host, int port, @Nullable InetAddress found) {
    notes.add(new Note(Part.Kind.DNS, host, port, found, begun, ticks.nanos()));
  }

  /// @param startedAt when the exchange began, which is `startedNanos` by the ticks
  List<Exchange.Part> parts(Instant startedAt, long startedNanos) {
    List<Exchange.Part> parts = new ArrayList<>(notes.size());
    for (Note note : notes) {
      parts.add(
          new Part(
              note.kind,
              note.subject,
              note.port,
              note.found,
              startedAt.plusNanos(note.begun - startedNanos),
              note.ended - note.begun));
    }
    return parts;
  }
}
