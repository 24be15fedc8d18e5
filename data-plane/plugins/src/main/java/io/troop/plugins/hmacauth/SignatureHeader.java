package io.troop.plugins.hmacauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What a client says of its signature: `hmac username="…", algorithm="…", headers="…",
/// signature="…"`. *Immutable.*
record SignatureHeader(String username, String algorithm, List<String> headers, String signature) {

  private static final Pattern FORM =
      Pattern.compile(
          "\\s*[Hh]mac\\s*username=\"(.+)\",\\s*algorithm=\"(.+)\",\\s*headers=\"(.+)\",\\s*signature=\"(.+)\"");

  /// Null for a header in another form.
  static @Nullable SignatureHeader parse(@Nullable String header) {
    Matcher matcher = header == null ? null : FORM.matcher(header);
    return matcher == null || !matcher.find()
        ? null
        : new SignatureHeader(
            matcher.group(1),
            matcher.group(2),
            List.of(matcher.group(3).split(" ", -1)),
            matcher.group(4));
  }

  /// Whether this is the request's signature with the secret. The algorithm has to be a known one.
  boolean isOf(Exchange.Request request, String secret) {
    String name = "HmacSHA" + algorithm.substring("hmac-sha".length());
    try {
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), name));
      byte[] expected = mac.doFinal(signed(request).getBytes(ISO_8859_1));
      return MessageDigest.isEqual(expected, Base64.getDecoder().decode(signature));
    } catch (IllegalArgumentException e) {
      return false; // no base64, or an empty secret
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }

  /// The text that is signed: a line for each header named.
  private String signed(Exchange.Request request) {
    StringJoiner lines = new StringJoiner("\n");
    for (String header : headers) {
      String value = request.headers().get(header);
      if (value != null) {
        lines.add(header + ": " + value);
      } else if (header.equals("@request-target")) {
        lines.add(header + ": " + request.method().toLowerCase(Locale.ROOT) + " " + uri(request));
      } else if (header.equals("request-line")) {
        lines.add(request.method() + " " + uri(request) + " HTTP/" + version(request));
      } else {
        lines.add(header + ":");
      }
    }
    return lines.toString();
  }

  private static String uri(Exchange.Request request) {
    return request.query() == null ? request.path() : request.path() + "?" + request.query();
  }

  private static String version(Exchange.Request request) {
    return request.httpVersion().equals("2") ? "2.0" : request.httpVersion();
  }
}
