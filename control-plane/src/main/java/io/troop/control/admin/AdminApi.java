package io.troop.control.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.HttpRequestHandler;

/// Every request of the Admin API.
final class AdminApi implements HttpRequestHandler {

  @Override
  public void handleRequest(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setStatus(404);
    response.setContentType("application/json; charset=utf-8");
    response
        .getOutputStream()
        .write("{\"message\":\"Not found\"}".getBytes(StandardCharsets.UTF_8));
  }
}
