package io.troop.proxy.pipeline;

import io.troop.plugin.Exchange;
import io.troop.plugin.json.Json;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.relay.Ticks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a client that asks by `X-Kong-Request-Debug: *` where the time of its request went, in a
/// header of the answer and, if it wishes, in the node's log: Kong's `request_debug`. A client on
/// this machine may ask; any other has to show the node's token. *Immutable.*
public final class RequestDebug {

  /// What its lines in the log begin with, as Kong's do.
  public static final String PREFIX = "[request-debug]";

  private static final Logger log = LoggerFactory.getLogger(RequestDebug.class);

  private static final String OUTPUT = "X-Kong-Request-Debug-Output";

  /// Some clients take no longer headers.
  private static final int LONGEST_HEADER = 2 << 10;

  private static final int LONGEST_LINE = 3 << 10;

  private final byte[] token;

  /// @param token what clients elsewhere have to show in `X-Kong-Request-Debug-Token`
  public RequestDebug(String token) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /// Takes the headers of this matter out of a request: neither plugins nor upstreams see them.
  ///
  /// @param started the ticks when the request began
  /// @return where its times are noted; null when the client does not ask, or may not
  @Nullable RequestTimes asked(
      Exchange.Request request, HeaderBlock headers, Ticks ticks, long started) {
    String asked = headers.get(KnownHeader.X_KONG_REQUEST_DEBUG);
    String shown = headers.get(KnownHeader.X_KONG_REQUEST_DEBUG_TOKEN);
    String logs = headers.get(KnownHeader.X_KONG_REQUEST_DEBUG_LOG);
    if (asked == null && shown == null && logs == null) {
      return null;
    }
    headers.remove(KnownHeader.X_KONG_REQUEST_DEBUG);
    headers.remove(KnownHeader.X_KONG_REQUEST_DEBUG_TOKEN);
    headers.remove(KnownHeader.X_KONG_REQUEST_DEBUG_LOG);
    boolean near = request.clientAddress().isLoopbackAddress();
    if (!"*".equals(asked) || !(near || isToken(shown))) {
      return null;
    }
    return new RequestTimes(ticks, started, near, "true".equals(logs));
  }

  private boolean isToken(@Nullable String shown) {
    return shown != null && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), token);
  }

  /// Puts what is known so far into the answer's head.
  static void stamp(HttpExchange exchange, RequestTimes times) {
    if (exchange.wasProxied()) {
      times.firstByte(exchange.upstreamMillis());
    }
    String output = Json.write(times.document(exchange));
    if (output.length() >= LONGEST_HEADER && !times.isNear()) {
      output =
          Json.write(
              Map.of(
                  "truncated",
                  true,
                  "request_id",
                  exchange.id(),
                  "message",
                  "Output is truncated, please check the error_log for full output by filtering"
                      + " with the request_id."));
      times.logToo();
    }
    exchange.response().headers().set(OUTPUT, output);
  }

  /// The exchange has ended.
  static void log(HttpExchange exchange, RequestTimes times) {
    if (!times.isLogged()) {
      return;
    }
    long received = exchange.timings().receiveNanos();
    if (received >= 0) {
      times.streamed(received / 1_000_000);
    }
    String output = Json.write(times.document(exchange));
    if (output.length() < LONGEST_LINE) {
      log.info("{} output: {} request_id: \"{}\"", PREFIX, output, exchange.id());
      return;
    }
    int parts = (output.length() + LONGEST_LINE - 1) / LONGEST_LINE;
    for (int i = 0; i < parts; i++) {
      String part =
          output.substring(i * LONGEST_LINE, Math.min(output.length(), (i + 1) * LONGEST_LINE));
      log.info(
          "{} parts: {}/{} output: {} request_id: \"{}\"",
          PREFIX,
          i + 1,
          parts,
          part,
          exchange.id());
    }
  }
}
