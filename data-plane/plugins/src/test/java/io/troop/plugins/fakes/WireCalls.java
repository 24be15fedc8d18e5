package io.troop.plugins.fakes;

import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Function;

/// Makes calls over real connections, for tests whose peer is a server: what a [FakeTools] answers
/// with.
public final class WireCalls implements Function<HttpCall, HttpReply>, AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public HttpReply apply(HttpCall call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.url())
            .timeout(call.limits().answer())
            .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(call.body()));
    call.headers().forEach(header -> request.header(header.getKey(), header.getValue()));
    try {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new HttpReply(
          answer.statusCode(),
          answer.headers().map().entrySet().stream()
              .map(header -> java.util.Map.entry(header.getKey(), header.getValue().getFirst()))
              .toList(),
          answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
