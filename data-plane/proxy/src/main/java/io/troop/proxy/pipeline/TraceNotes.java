package io.troop.proxy.pipeline;

import io.troop.plugin.Exchange;
import io.troop.plugin.Exchange.Part;
import io.troop.plugin.tools.HttpCall;
import io.troop.proxy.callout.CallWatch;
import io.troop.proxy.relay.Ticks;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// What a node that traces notes of one request: which part of its life began when, and how long it
/// took. *Confined to one exchange*, but for [#begun], which any thread may call.
final class TraceNotes implements CallWatch {

  private final Ticks ticks;
  private final Queue<Note> notes = new ConcurrentLinkedQueue<>();
  private long begun;

  private record Note(
      Part.Kind kind,
      String subject,
      int port,
      @Nullable InetAddress found,
      Part.@Nullable Call call,
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
    notes.add(new Note(kind, plugin, 0, null, null, begun, ticks.nanos()));
  }

  /// A name was looked up.
  ///
  /// @param found null for in vain
  void lookedUp(String host, int port, @Nullable InetAddress found) {
    notes.add(new Note(Part.Kind.DNS, host, port, found, null, begun, ticks.nanos()));
  }

  @Override
  public Ending begun(HttpCall call) {
    long from = ticks.nanos();
    String agent =
        call.headers().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("User-Agent"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    URI proxy = call.proxy();
    return status ->
        notes.add(
            new Note(
                Part.Kind.CALL,
                "",
                0,
                null,
                new Part.Call(
                    call.method(),
                    withoutUser(call.url()),
                    agent,
                    proxy == null ? null : withoutUser(proxy),
                    status),
                from,
                ticks.nanos()));
  }

  private static String withoutUser(URI url) {
    String user = url.getRawUserInfo();
    return user == null ? url.toString() : url.toString().replace(user + "@", "");
  }

  /// @param startedAt when the exchange began, which is `startedNanos` by the ticks
  List<Exchange.Part> parts(Instant startedAt, long startedNanos) {
    List<Exchange.Part> parts = new ArrayList<>();
    for (Note note : notes) {
      parts.add(
          new Part(
              note.kind,
              note.subject,
              note.port,
              note.found,
              note.call,
              startedAt.plusNanos(note.begun - startedNanos),
              note.ended - note.begun));
    }
    return parts;
  }
}
