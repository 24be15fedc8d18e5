package io.troop.control.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/// Posts to targets. *Thread-safe.*
public final class Http {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LONGEST_QUOTE = 300;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /// @return the body of a good answer
  /// @throws IOException for any other answer, or none
  public String post(URI uri, Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    return send(uri, "POST", headers, HttpRequest.BodyPublishers.ofByteArray(body));
  }

  public String send(
      URI uri, String method, Map<String, String> headers, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(PATIENCE).method(method, body);
    headers.forEach(request::header);
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      String said = response.body();
      throw new IOException(
          uri.getHost()
              + " answered "
              + response.statusCode()
              + ": "
              + said.substring(0, Math.min(said.length(), LONGEST_QUOTE)));
    }
    return response.body();
  }
}
