package io.troop.plugins.awslambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.KongVersion;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.tools.ConnectionHeaders;
import io.troop.plugin.tools.HttpReply;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the client gets of a function's answer. *Stateless.*
final class FunctionAnswer {

  private FunctionAnswer() {}

  /// @param version the HTTP version that the client speaks
  static Verdict of(AwsLambdaConfig config, HttpReply reply, String version) {
    String via = (version.equals("2") ? "2" : "1.1") + " kong/" + KongVersion.VERSION;
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : reply.headers()) {
      if (!ConnectionHeaders.contains(header.getKey())) {
        headers.computeIfAbsent(header.getKey(), _ -> new ArrayList<>()).add(header.getValue());
      }
    }
    if (config.isProxyIntegration()) {
      try {
        return integrated(headers, Json.parse(reply.body()), via);
      } catch (IllegalArgumentException e) {
        return Verdict.json(
            502,
            Json.write(
                Map.of(
                    "message",
                    "Bad Gateway",
                    "error",
                    "could not JSON decode Lambda function response: " + e.getMessage())));
      }
    }
    int status = reply.status();
    Integer unhandled = config.unhandledStatus();
    if (unhandled != null && "Unhandled".equals(reply.header("X-Amz-Function-Error"))) {
      status = unhandled;
    }
    return answer(status, headers, body(config, reply), via);
  }

  /// An answer that says itself what status, headers and body are.
  private static Verdict integrated(
      Map<String, List<String>> headers, @Nullable Object said, String via) {
    if (!(said instanceof Map<?, ?> answer)) {
      throw new IllegalArgumentException("proxy response must be json format");
    }
    int status = status(answer.get("statusCode"));
    Object own = answer.get("headers");
    if (own != null && !(own instanceof Map<?, ?>)) {
      throw new IllegalArgumentException("headers must be a table");
    }
    Object text = answer.get("body");
    if (text != null && !(text instanceof String)) {
      throw new IllegalArgumentException("body must be a string");
    }
    Object encoded = answer.get("isBase64Encoded");
    if (encoded != null && !(encoded instanceof Boolean)) {
      throw new IllegalArgumentException("isBase64Encoded must be a boolean");
    }
    String body = text == null ? "" : text.toString();
    replace(headers, own);
    replace(headers, answer.get("multiValueHeaders"));
    byte[] bytes =
        Boolean.TRUE.equals(encoded) ? Base64.getMimeDecoder().decode(body) : body.getBytes(UTF_8);
    return answer(status, headers, bytes, via);
  }

  private static int status(@Nullable Object said) {
    try {
      double status =
          said instanceof Number number
              ? number.doubleValue()
              : Double.parseDouble(String.valueOf(said));
      if (status >= 100 && status <= 599) {
        return (int) status;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new IllegalArgumentException("statusCode validation failed");
  }

  private static void replace(Map<String, List<String>> headers, @Nullable Object own) {
    if (own instanceof Map<?, ?> map) {
      map.forEach((name, value) -> {
        String text = String.valueOf(name);
        if (ConnectionHeaders.contains(text)) {
          return;
        }
        headers.keySet().removeIf(text::equalsIgnoreCase);
        List<?> values =
            value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        headers.put(text, values.stream().map(String::valueOf).toList());
      });
    }
  }

  private static Verdict answer(
      int status, Map<String, List<String>> headers, byte[] body, String via) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    List<String> hops = new ArrayList<>();
    headers.forEach((name, values) -> {
      if (name.equalsIgnoreCase("Via")) {
        hops.addAll(values);
      } else {
        values.forEach(value -> lines.add(Map.entry(name, value)));
      }
    });
    hops.add(via);
    lines.add(Map.entry("Via", String.join(", ", hops)));
    return new Verdict.Answer(status, lines, body, null);
  }

  private static byte[] body(AwsLambdaConfig config, HttpReply reply) {
    String type = reply.header("Content-Type");
    boolean json =
        type != null && type.toLowerCase(Locale.ROOT).matches("(?s).*application/.*json.*");
    if (!json || config.emptyArraysMode().equals("correct") || !hasEmptyArray(reply.body())) {
      return reply.body();
    }
    try {
      return Json.write(withoutEmptyArrays(Json.parse(reply.body()))).getBytes(UTF_8);
    } catch (JsonException e) {
      return reply.body();
    }
  }

  private static boolean hasEmptyArray(byte[] body) {
    int at = 0;
    while (at < body.length) {
      if (body[at++] == '[') {
        while (at < body.length && Character.isWhitespace(body[at])) {
          at++;
        }
        if (at < body.length && body[at] == ']') {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable Object withoutEmptyArrays(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty()
          ? Map.of()
          : list.stream().<@Nullable Object>map(FunctionAnswer::withoutEmptyArrays).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      map.forEach((name, each) -> out.put(String.valueOf(name), withoutEmptyArrays(each)));
      return out;
    }
    return value;
  }
}
