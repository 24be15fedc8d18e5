package io.troop.control.keys;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.troop.control.document.Json;
import io.troop.plugin.aws.AwsCredentials;
import io.troop.plugin.aws.AwsSignature;
import io.troop.plugin.tools.HttpCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// AWS KMS and Vault's transit engine, as far as they matter here: what they "encrypt" is turned
/// around and marked with the version of the key.
final class Holder implements AutoCloseable {

  static final AwsCredentials CREDENTIALS = new AwsCredentials("AKID", "secret", null, null);

  private final HttpServer server;
  final List<String> asked = new ArrayList<>();
  volatile int version = 1;
  volatile boolean isAway;

  Holder() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String answer = "{}";
    int status = 403;
    if (isAway) {
      status = 503;
    } else if ("tok".equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
      status = 200;
      answer = transit(exchange.getRequestURI().getPath(), Json.object(body));
    } else if (isSigned(exchange, body)) {
      status = 200;
      answer = kms(exchange.getRequestHeaders().getFirst("X-Amz-Target"), Json.object(body));
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /// Signs what came in with the key that the caller should have, and compares.
  private boolean isSigned(HttpExchange exchange, String body) {
    String date = exchange.getRequestHeaders().getFirst("X-Amz-Date");
    if (date == null) {
      return false;
    }
    HttpCall call =
        new AwsSignature("eu-west-1", "kms")
            .sign(
                HttpCall.of("POST", URI.create(base() + "/"))
                    .with("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"))
                    .with("X-Amz-Target", exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                    .with(body.getBytes(StandardCharsets.UTF_8)),
                CREDENTIALS,
                LocalDateTime.parse(date, DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
                    .toInstant(ZoneOffset.UTC));
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    return sent.contains("Credential=AKID/")
        && call.headers().stream()
            .anyMatch(header ->
                header.getKey().equalsIgnoreCase("Authorization")
                    && header.getValue().equals(sent));
  }

  private String transit(String path, Map<String, ?> body) {
    asked.add(path);
    if (path.equals("/v1/transit/encrypt/troop")) {
      String hidden = turned(String.valueOf(body.get("plaintext")));
      return Json.text(Map.of("data", Map.of("ciphertext", "vault:v" + version + ":" + hidden)));
    }
    String text = String.valueOf(body.get("ciphertext"));
    return Json.text(
        Map.of("data", Map.of("plaintext", turned(text.substring(text.lastIndexOf(':') + 1)))));
  }

  private String kms(String target, Map<String, ?> body) {
    asked.add(target);
    if (!Map.of("troop", "master-key").equals(body.get("EncryptionContext"))) {
      return "{}";
    }
    return target.equals("TrentService.Encrypt")
        ? Json.text(Map.of("CiphertextBlob", base64(turned(String.valueOf(body.get("Plaintext"))))))
        : Json.text(
            Map.of(
                "Plaintext",
                turned(
                    new String(
                        Base64.getDecoder().decode(String.valueOf(body.get("CiphertextBlob"))),
                        StandardCharsets.US_ASCII))));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String turned(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
