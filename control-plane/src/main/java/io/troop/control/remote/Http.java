package io.troop.control.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/// Posts to targets. An answer that does not end, or is longer than any that makes sense, is a
/// failure like any other. *Thread-safe.*
public final class Http {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LONGEST_QUOTE = 300;
  private static final long LONGEST_ANSWER = 4 * 1024 * 1024;

  private final HttpClient client;
  private final Duration patience;

  public Http() {
    this(Optional.empty(), PATIENCE);
  }

  /// @param trust which servers are trusted; empty for those that the system trusts
  public Http(Optional<SSLContext> trust) {
    this(trust, PATIENCE);
  }

  /// @param patience for a whole answer
  Http(Optional<SSLContext> trust, Duration patience) {
    this.patience = patience;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1);
    trust.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

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
        HttpRequest.newBuilder(uri).timeout(patience).method(method, body);
    headers.forEach(request::header);
    HttpResponse<String> response = whole(uri, request.build());
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

  /// The timeout of a request is over with the head of its answer; this one holds for all of it.
  private HttpResponse<String> whole(URI uri, HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER));
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException problem) {
      throw new IOException(
          uri.getHost() + " did not answer within " + patience.toSeconds() + " s", problem);
    } catch (ExecutionException problem) {
      Throwable cause = problem.getCause();
      throw new IOException(
          cause == null || cause.getMessage() == null
              ? uri.getHost() + " can't be reached"
              : cause.getMessage(),
          cause);
    } finally {
      answer.cancel(true);
    }
  }
}
