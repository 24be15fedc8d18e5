package io.troop.control.admin;

import io.troop.control.document.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.tomcat.util.http.MimeHeaders;

/// Writes answers, with the headers that every one of them has.
final class AnswerWriter {

  /// The attribute under which the server leaves the headers as it will send them.
  static final String RAW_HEADERS = AnswerWriter.class.getName() + ".headers";

  private AnswerWriter() {}

  static void write(
      HttpServletRequest request,
      HttpServletResponse response,
      Answer answer,
      GuiOrigins origins,
      String requestId,
      long millis)
      throws IOException {
    response.setStatus(answer.status());
    response.setHeader("X-Kong-Admin-Latency", String.valueOf(millis));
    response.setHeader("X-Kong-Admin-Request-ID", requestId);
    response.setHeader(
        "Access-Control-Allow-Origin", origins.answerTo(request.getHeader("Origin")));
    response.setHeader("Access-Control-Allow-Credentials", "true");
    if (request.getMethod().equals("OPTIONS")) {
      String asked = request.getHeader("Access-Control-Request-Headers");
      response.setHeader("Access-Control-Allow-Headers", asked == null ? "Content-Type" : asked);
    }
    answer.headers().forEach(response::setHeader);
    if (answer.body() instanceof Answer.Stream stream) {
      stream(request, response, stream);
      return;
    }
    byte[] bytes = bytes(request, response, answer);
    if (answer.status() != 204) {
      response.setContentLength(bytes.length);
    }
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(bytes);
    }
  }

  private static void stream(
      HttpServletRequest request, HttpServletResponse response, Answer.Stream stream)
      throws IOException {
    contentType(request, response, stream.contentType());
    response.flushBuffer();
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    try {
      stream.writing().to(response.getOutputStream());
    } catch (IOException _) {
      // Whoever asked is gone, which is how most of these end.
    }
  }

  private static byte[] bytes(
      HttpServletRequest request, HttpServletResponse response, Answer answer) {
    if (answer.body() instanceof Answer.Text text) {
      contentType(request, response, text.contentType());
      return text.text().getBytes(StandardCharsets.UTF_8);
    }
    if (answer.body() == null) {
      return new byte[0];
    }
    contentType(request, response, "application/json; charset=utf-8");
    return Json.bytes(answer.body());
  }

  /// Sets the type as it is written here: the server would take the blank before `charset` away,
  /// and some clients compare texts.
  private static void contentType(
      HttpServletRequest request, HttpServletResponse response, String type) {
    if (request.getAttribute(RAW_HEADERS) instanceof MimeHeaders headers) {
      headers.setValue("Content-Type").setString(type);
    } else {
      response.setContentType(type);
    }
  }
}
