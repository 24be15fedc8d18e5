package io.troop.control.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an open page hears.
class EventsIT {

  private final RunningControlPlane server = RunningControlPlane.get();

  /// Reads lines until one is this.
  private static void hear(BufferedReader lines, String wanted) throws IOException {
    for (String line = lines.readLine(); !wanted.equals(line); line = lines.readLine()) {
      assertThat(line).as("the stream ended before: " + wanted).isNotNull();
    }
  }

  @Test
  void whoDoesNotAskForEventsIsNotKeptWaiting() {
    assertThat(server.get("/events").status()).isEqualTo(406);
  }

  @Test
  @Timeout(120)
  void whoListensHearsOfCommitsAndOfTheKindsTheyTouch() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.base() + "/events"))
            .header("Accept", "text/event-stream")
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.headers().firstValue("content-type").orElse(""))
          .startsWith("text/event-stream");
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        hear(lines, "event: hello");
        hear(lines, "data: {\"topics\":[\"revisions\",\"nodes\",\"rollouts\"]}");
        String name = "heard-" + UUID.randomUUID();
        assertThat(server.post("/services", "name", name, "host", "a.example").status())
            .isEqualTo(201);
        hear(lines, "event: revisions");
        hear(lines, "data: {\"kind\":\"services\"}");
        assertThat(server.delete("/services/" + name).status()).isEqualTo(204);
        hear(lines, "data: {\"kind\":\"services\"}");
      } finally {
        client.shutdownNow();
      }
    }
  }
}
