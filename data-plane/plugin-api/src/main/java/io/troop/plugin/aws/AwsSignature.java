package io.troop.plugin.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.tools.HttpCall;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs calls as AWS's Signature Version 4 has it. *Immutable.*
///
/// @param service the service's name in the scope of signatures, such as `lambda`
public record AwsSignature(String region, String service) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// The call with its signature: all its headers, its query and its body are signed.
  public HttpCall sign(HttpCall call, AwsCredentials credentials, Instant now) {
    String time = TIME.format(now);
    HttpCall dated = call.with("X-Amz-Date", time);
    if (credentials.sessionToken() != null) {
      dated = dated.with("X-Amz-Security-Token", credentials.sessionToken());
    }
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", host(dated.url()));
    for (Map.Entry<String, String> header : dated.headers()) {
      headers.merge(
          header.getKey().toLowerCase(Locale.ROOT),
          header.getValue().strip().replaceAll(" +", " "),
          (before, value) -> before + "," + value);
    }
    String names = String.join(";", headers.keySet());
    String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        String.join("\n", ALGORITHM, time, scope, sha256(request(dated, headers, names)));
    return dated.with(
        "Authorization",
        ALGORITHM
            + " Credential="
            + credentials.accessKey()
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + HexFormat.of().formatHex(hmac(key(credentials, time), toSign)));
  }

  /// The value of the Host header that goes with a URL.
  private static String host(URI url) {
    int port = url.getPort();
    boolean usual = port < 0 || port == ("https".equals(url.getScheme()) ? 443 : 80);
    return usual ? url.getHost() : url.getHost() + ":" + port;
  }

  private static byte[] request(HttpCall call, Map<String, String> headers, String names) {
    String path = call.url().getRawPath();
    String lines =
        headers.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue() + "\n")
            .collect(Collectors.joining());
    return String.join(
            "\n",
            call.method(),
            // All services but S3 want the encoded path encoded once more.
            path == null || path.isEmpty() ? "/" : encoded(path, true),
            query(call.url().getRawQuery()),
            lines,
            names,
            sha256(call.body()))
        .getBytes(UTF_8);
  }

  private static String query(@org.jspecify.annotations.Nullable String query) {
    if (query == null || query.isEmpty()) {
      return "";
    }
    return java.util.stream.Stream.of(query.split("&", -1))
        .map(pair -> pair.indexOf('=') < 0 ? pair + "=" : pair)
        .sorted()
        .collect(Collectors.joining("&"));
  }

  /// Percent-encoded as AWS wants it: all but letters, digits and `-_.~`.
  ///
  /// @param slashes whether slashes stay
  public static String encoded(String text, boolean slashes) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (plain || "-_.~".indexOf(c) >= 0 || (slashes && c == '/')) {
        out.append(c);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  private byte[] key(AwsCredentials credentials, String time) {
    byte[] key = ("AWS4" + credentials.secretKey()).getBytes(UTF_8);
    key = hmac(key, time.substring(0, 8));
    key = hmac(key, region);
    key = hmac(key, service);
    return hmac(key, "aws4_request");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
