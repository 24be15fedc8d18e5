package io.troop.plugins.opentelemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server of OTLP over HTTP, with OpenTelemetry's own messages. It takes what the protocol
/// allows, and answers 400, 404 or 415 to anything else.
final class OtlpReceiver implements AutoCloseable {
  final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
  final List<ExportLogsServiceRequest> logs = new CopyOnWriteArrayList<>();
  final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  OtlpReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    byte[] answer = new byte[0];
    int status = 200;
    try {
      if (!"application/x-protobuf".equals(type) || !exchange.getRequestMethod().equals("POST")) {
        status = 415;
      } else {
        switch (exchange.getRequestURI().getPath()) {
          case "/v1/traces" -> {
            traces.add(ExportTraceServiceRequest.parseFrom(body));
            answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
          }
          case "/v1/logs" -> {
            logs.add(ExportLogsServiceRequest.parseFrom(body));
            answer = ExportLogsServiceResponse.getDefaultInstance().toByteArray();
          }
          case "/v1/metrics" -> {
            metrics.add(ExportMetricsServiceRequest.parseFrom(body));
            answer = ExportMetricsServiceResponse.getDefaultInstance().toByteArray();
          }
          default -> status = 404;
        }
      }
    } catch (IOException unreadable) {
      status = 400;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
