package io.troop.control.governance.export;

import io.troop.control.document.Json;
import io.troop.control.governance.audit.Entry;
import io.troop.control.remote.Http;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A JSON array of entries by POST. With a secret, `X-Troop-Signature` carries
/// `t=seconds,v1=HMAC-SHA256(secret, "seconds.body")` in hex.
final class WebhookTarget implements Target {

  private static final int MOST = 100;

  private final Http http;
  private final URI url;
  private final Optional<String> secret;
  private final InstantSource clock;

  WebhookTarget(Config config, Http http, InstantSource clock) {
    this.http = http;
    this.url = config.uri("url", "http", "https");
    this.secret = config.find("secret");
    this.clock = clock;
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public List<Entry> send(List<Entry> entries) throws IOException, InterruptedException {
    String body = Json.text(entries.stream().map(Events::plain).toList());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    secret.ifPresent(key -> headers.put("X-Troop-Signature", signature(key, body)));
    http.post(url, headers, body.getBytes(StandardCharsets.UTF_8));
    return List.of();
  }

  private String signature(String key, String body) {
    long seconds = clock.instant().getEpochSecond();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] digest = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
