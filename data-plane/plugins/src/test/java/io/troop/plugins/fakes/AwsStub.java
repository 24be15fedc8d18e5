package io.troop.plugins.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An AWS endpoint: a real HTTP server that works out each request's signature (Version 4) from
/// what it received, and refuses those that differ, as AWS does.
public final class AwsStub implements AutoCloseable {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request,"
              + " SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  private final HttpServer server;
  private final String accessKey;
  private final String secretKey;

  /// What was asked for with a right signature: service, region and path.
  public final List<String> taken = new CopyOnWriteArrayList<>();

  /// Bodies that came with a right signature.
  public final List<String> bodies = new CopyOnWriteArrayList<>();

  public volatile String answer = "{}";

  /// The status of answers to what came with a right signature.
  public volatile int status = 200;

  public AwsStub(String accessKey, String secretKey) {
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext("/", this::serve);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String wrong = problem(exchange, body);
    byte[] reply = (wrong == null ? answer : "{\"message\":\"" + wrong + "\"}").getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(wrong == null ? status : 403, reply.length);
    exchange.getResponseBody().write(reply);
    exchange.close();
  }

  private String problem(HttpExchange exchange, byte[] body) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Matcher parts = AUTHORIZATION.matcher("" + authorization);
    String time = "" + exchange.getRequestHeaders().getFirst("X-Amz-Date");
    if (!parts.matches() || !time.startsWith(parts.group(2))) {
      return "IncompleteSignatureException";
    }
    if (!parts.group(1).equals(accessKey)) {
      return "UnrecognizedClientException";
    }
    List<String> signed = List.of(parts.group(5).split(";"));
    if (!signed.contains("host") || !signed.contains("x-amz-date")) {
      return "headers are missing in the signature";
    }
    StringBuilder canonical = new StringBuilder(exchange.getRequestMethod()).append('\n');
    canonical.append(exchange.getRequestURI().getRawPath()).append('\n');
    canonical.append(query(exchange.getRequestURI().getRawQuery())).append('\n');
    for (String name : signed) {
      canonical.append(name).append(':');
      canonical.append(String.join(",", exchange.getRequestHeaders().get(name))).append('\n');
    }
    canonical.append('\n').append(parts.group(5)).append('\n').append(sha256(body));
    String scope =
        "%s/%s/%s/aws4_request".formatted(parts.group(2), parts.group(3), parts.group(4));
    byte[] key = ("AWS4" + secretKey).getBytes(UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    String text =
        "AWS4-HMAC-SHA256\n"
            + time
            + "\n"
            + scope
            + "\n"
            + sha256(canonical.toString().getBytes(UTF_8));
    if (!HexFormat.of().formatHex(hmac(key, text)).equals(parts.group(6))) {
      return "SignatureDoesNotMatch";
    }
    taken.add(parts.group(4) + " " + parts.group(3) + " " + exchange.getRequestURI());
    bodies.add(new String(body, UTF_8));
    return null;
  }

  private static String query(String query) {
    if (query == null) {
      return "";
    }
    List<String> pairs = new ArrayList<>(List.of(query.split("&")));
    pairs.replaceAll(pair -> pair.contains("=") ? pair : pair + "=");
    Collections.sort(pairs);
    return String.join("&", pairs);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
