package io.troop.control.governance.export;

import io.troop.control.document.Json;
import io.troop.control.governance.export.Stub.Asked;
import io.troop.control.governance.export.Stub.Said;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A CloudTrail Lake that takes events only with the right signature, at most a hundred at once,
/// and each once. *Thread-safe.*
final class Lake {

  static final String KEY = "AKIDEXAMPLE";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  static final String REGION = "eu-central-1";
  static final String CHANNEL =
      "arn:aws:cloudtrail:eu-central-1:123456789651:channel/07441ab6-c4a1-4c8a-943d-a2f0c50c8a76";

  private final Map<String, Integer> sent = new HashMap<>();
  private final List<Map<String, Object>> events = new ArrayList<>();

  /// The event data that was taken, in the order in which it came.
  synchronized List<Map<String, Object>> events() {
    return List.copyOf(events);
  }

  /// How often each id was sent, taken or not.
  synchronized Map<String, Integer> sent() {
    return Map.copyOf(sent);
  }

  synchronized Said answer(Asked request) {
    if (!request.uri().getPath().equals("/PutAuditEvents")
        || !("channelArn=" + CHANNEL).equals(request.uri().getQuery())) {
      return new Said(404, "{\"message\":\"ChannelNotFound\"}");
    }
    if (!signature(request).equals(request.headers().get("authorization"))) {
      return new Said(403, "{\"message\":\"The request signature does not match\"}");
    }
    List<?> given = (List<?>) Json.object(request.body()).get("auditEvents");
    if (given.isEmpty() || given.size() > 100) {
      return new Said(400, "{\"message\":\"from 1 to 100 events\"}");
    }
    List<Object> successful = new ArrayList<>();
    List<Object> failed = new ArrayList<>();
    for (Object each : given) {
      Map<?, ?> event = (Map<?, ?>) each;
      String id = String.valueOf(event.get("id"));
      if (sent.merge(id, 1, Integer::sum) == 1) {
        events.add(Json.object(String.valueOf(event.get("eventData"))));
        successful.add(Map.of("id", id, "eventID", UUID.randomUUID().toString()));
      } else {
        failed.add(Map.of("id", id, "errorCode", "DuplicatedAuditEventId"));
      }
    }
    return new Said(200, Json.text(Map.of("successful", successful, "failed", failed)));
  }

  /// What the Authorization header has to be, written down once more from AWS's description.
  private static String signature(Asked request) {
    String date = request.headers().getOrDefault("x-amz-date", "00000000");
    String scope = date.substring(0, 8) + "/" + REGION + "/cloudtrail-data/aws4_request";
    String names = "content-type;host;x-amz-date";
    StringBuilder headers = new StringBuilder();
    for (String name : names.split(";")) {
      headers.append(name).append(':').append(request.headers().get(name)).append('\n');
    }
    String canonical =
        "POST\n/PutAuditEvents\n"
            + request.uri().getRawQuery()
            + "\n"
            + headers
            + "\n"
            + names
            + "\n"
            + sha256(request.body());
    String text = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(canonical);
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return "AWS4-HMAC-SHA256 Credential="
        + KEY
        + "/"
        + scope
        + ", SignedHeaders="
        + names
        + ", Signature="
        + HexFormat.of().formatHex(hmac(key, text));
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException(problem);
    }
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
