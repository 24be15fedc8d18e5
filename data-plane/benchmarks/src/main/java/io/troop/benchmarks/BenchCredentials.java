package io.troop.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The header lines by which consumer `member` shows who it is.
///
/// @param apiKey for key-auth
/// @param basic for basic-auth
/// @param jwt for jwt, signed with HS256
record BenchCredentials(String apiKey, String basic, String jwt) {

  private static final String SECRET = "a secret of the comparison, long enough for HS256";

  /// Makes the consumer with its credentials, and a hundred more with keys `key-0` ….
  static BenchCredentials make(Troop troop) throws IOException, InterruptedException {
    for (int i = 0; i < 100; i++) {
      troop.change("POST", "/consumers", "{\"username\":\"consumer-" + i + "\"}");
      troop.change("POST", "/consumers/consumer-" + i + "/key-auth", "{\"key\":\"key-" + i + "\"}");
    }
    troop.change("POST", "/consumers", "{\"username\":\"member\"}");
    troop.change("POST", "/consumers/member/key-auth", "{\"key\":\"member-key\"}");
    troop.change("POST", "/consumers/member/acls", "{\"group\":\"staff\"}");
    troop.change(
        "POST", "/consumers/member/basic-auth", "{\"username\":\"member\",\"password\":\"word\"}");
    troop.change(
        "POST",
        "/consumers/member/jwt",
        "{\"key\":\"member\",\"secret\":\"%s\"}".formatted(SECRET));
    return new BenchCredentials(
        "apikey: member-key",
        "Authorization: Basic " + Base64.getEncoder().encodeToString("member:word".getBytes(UTF_8)),
        "Authorization: Bearer " + token());
  }

  private static String token() {
    String signed =
        encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8))
            + "."
            + encoded("{\"iss\":\"member\"}".getBytes(UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      return signed + "." + encoded(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing); // Every Java has HmacSHA256.
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
