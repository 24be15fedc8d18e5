package io.troop.control.admin;

import io.troop.control.document.Json;
import java.io.IOException;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/// Answers requests that the web server can't read, or won't, and that never become a call: with
/// JSON as every other error, not with the server's page. *Thread-safe.*
public final class UnreadableRequests extends ErrorReportValve {

  private static final Map<Integer, String> MESSAGES =
      Map.of(
          400,
              "Bad request (expected: a request line and headers as HTTP/1.1 has them, of at most 64"
                  + " KiB, with what is not ASCII written as %XX)",
          404, "Not found",
          405, "Method not allowed",
          413, "Payload too large",
          417, "Expectation failed (expected: 100-continue or none)",
          501, "Not implemented",
          505, "HTTP version not supported (expected: HTTP/1.1)");

  @Override
  protected void report(Request request, Response response, @Nullable Throwable problem) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    byte[] body = Json.bytes(Map.of("message", MESSAGES.getOrDefault(status, "Bad request")));
    try {
      response.setContentType("application/json; charset=utf-8");
      response.setHeader("X-Kong-Admin-Request-ID", Senders.requestId());
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException _) {
      // The client is gone, or the answer is on its way already.
    }
  }
}
