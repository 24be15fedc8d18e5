package io.troop.plugins.cors;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers preflights, and adds headers to all other answers. *Thread-safe.*
final class CorsHandler implements Handler.OnRequest, Handler.OnResponse {
  private static final Exchange.Slot<Boolean> PREFLIGHT = new Exchange.Slot<>("cors preflight");
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";

  private final CorsConfig config;
  private final Origins origins;

  CorsHandler(CorsConfig config, Host host) {
    this.config = config;
    this.origins = new Origins(config.origins());
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    Headers asked = exchange.request().headers();
    String origin = asked.get("Origin");
    if (origin == null
        || origin.isEmpty()
        || !exchange.request().method().equals("OPTIONS")
        || !asked.contains("Access-Control-Request-Method")) {
      return Verdict.PROCEED;
    }
    exchange.set(PREFLIGHT, true);
    return config.preflightContinue() ? Verdict.PROCEED : answer(asked, origin);
  }

  private Verdict answer(Headers asked, String origin) {
    Verdict.Answer answer = Verdict.empty(200);
    for (Map.Entry<String, String> line : originHeaders(origin).entrySet()) {
      answer = answer.with(line.getKey(), line.getValue());
    }
    String headers =
        config.headers() == null || config.headers().isEmpty()
            ? asked.get("Access-Control-Request-Headers")
            : String.join(",", config.headers());
    if (headers != null) {
      answer = answer.with("Access-Control-Allow-Headers", headers);
    }
    answer = answer.with("Access-Control-Allow-Methods", methods());
    if (config.maxAge() != null) {
      answer = answer.with("Access-Control-Max-Age", text(config.maxAge()));
    }
    if (config.privateNetwork()
        && "true".equals(asked.get("Access-Control-Request-Private-Network"))) {
      answer = answer.with("Access-Control-Allow-Private-Network", "true");
    }
    return answer;
  }

  private String methods() {
    return config.methods() == null
        ? "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT"
        : String.join(",", config.methods());
  }

  private static String text(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  @Override
  public void onResponse(Exchange exchange) {
    String origin = exchange.request().headers().get("Origin");
    boolean absent = origin == null || origin.isEmpty();
    if (exchange.get(PREFLIGHT) != null || (absent && !config.allowOriginAbsent())) {
      return;
    }
    Headers.Mutable headers = exchange.response().headers();
    headers.remove(ALLOW_ORIGIN);
    originHeaders(origin)
        .forEach((name, value) -> {
          if (name.equals("Vary")) {
            headers.add(name, value);
          } else {
            headers.set(name, value);
          }
        });
    if (config.exposedHeaders() != null && !config.exposedHeaders().isEmpty()) {
      headers.set("Access-Control-Expose-Headers", String.join(",", config.exposedHeaders()));
    }
  }

  /// What is said to this origin, whoever answers.
  private Map<String, String> originHeaders(@Nullable String origin) {
    Map<String, String> out = new LinkedHashMap<>();
    String allowed = origins.allowedFor(origin);
    if (origins.vary()) {
      out.put("Vary", "Origin");
    }
    if (allowed != null) {
      out.put(ALLOW_ORIGIN, allowed);
    }
    if (!config.credentials()) {
      return out;
    }
    if (!origins.areAll(origin)) {
      out.put(ALLOW_CREDENTIALS, "true");
    } else if (origin != null && !origin.isEmpty()) {
      // Credentials need the origin by name: * would not do.
      out.put("Vary", "Origin");
      out.put(ALLOW_ORIGIN, origin);
      out.put(ALLOW_CREDENTIALS, "true");
    }
    return out;
  }
}
