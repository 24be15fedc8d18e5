package io.troop.control.events;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.Guard;
import io.troop.control.document.Json;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.events.Event.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// `GET /events`: server-sent events of what changes in a control plane and a workspace.
///
/// A stream ends after a while, so that whoever lost a session or a permission is asked anew.
@Component
class EventEndpoints implements EndpointSource {

  private static final String TYPE = "text/event-stream";
  private static final Duration BEAT = Duration.ofSeconds(15);
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final List<Topic> WHOLE = List.of(Topic.REVISIONS, Topic.NODES, Topic.ROLLOUTS);

  private final EventHub hub;
  private final Kinds kinds;
  private final Guard guard;
  private final InstantSource clock;

  EventEndpoints(EventHub hub, Kinds kinds, Guard guard, InstantSource clock) {
    this.hub = hub;
    this.kinds = kinds;
    this.guard = guard;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("GET", "/events", this::events);
  }

  private Answer events(Call call) {
    // Whoever does not know what is coming would wait for its end.
    if (!call.request().sender().header("accept").orElse("").contains(TYPE)) {
      return Answer.message(406, "this is a stream of events (expected: Accept: " + TYPE + ")");
    }
    return Answer.ok(new Answer.Stream(TYPE, out -> tell(call, out)))
        .with("Cache-Control", "no-store")
        .with("X-Accel-Buffering", "no");
  }

  private void tell(Call call, OutputStream out) throws IOException {
    Optional<Subscription> subscription = hub.subscribe(call.controlPlane());
    if (subscription.isEmpty()) {
      send(out, "full", Map.of());
      return;
    }
    try {
      List<String> topics =
          WHOLE.stream().filter(topic -> may(call, topic, "")).map(Topic::word).toList();
      send(out, "hello", Map.of("topics", topics));
      tell(call, out, subscription.get());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      hub.unsubscribe(call.controlPlane(), subscription.get());
    }
  }

  private void tell(Call call, OutputStream out, Subscription subscription)
      throws IOException, InterruptedException {
    Instant end = clock.instant().plus(LIFE);
    while (!subscription.isOver() && clock.instant().isBefore(end)) {
      List<Event> events = subscription.take(BEAT);
      for (Event event : events) {
        if (concerns(event, call)) {
          Map<String, String> data =
              event.kind().isEmpty() ? Map.of() : Map.of("kind", event.kind());
          send(out, event.topic().word(), data);
        }
      }
      if (events.isEmpty()) {
        send(out, "beat", Map.of());
      }
    }
  }

  private boolean concerns(Event event, Call call) {
    if (event.topic() != Topic.ENTITIES) {
      return may(call, event.topic(), "");
    }
    Optional<Kind> kind = kinds.find(event.kind());
    return kind.isPresent()
        && (event.workspace().isEmpty()
            ? may(call, Topic.REVISIONS, "")
            : event.workspace().equals(kind.get().home(call.workspace())))
        && may(call, Topic.ENTITIES, kind.get().spec().path());
  }

  private boolean may(Call call, Topic topic, String kindPath) {
    String path = topic.path(kindPath);
    try {
      guard.check(
          call.caller(),
          new Guard.Access(
              "GET",
              path,
              Arrays.asList(path.substring(1).split("/", -1)),
              List.of(),
              call.controlPlane(),
              call.workspace()));
      return true;
    } catch (AdminErrors.Refused _) {
      return false;
    }
  }

  private static void send(OutputStream out, String name, Map<String, ?> data) throws IOException {
    String text = "event: " + name + "\ndata: " + Json.text(data) + "\n\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
