package io.troop.proxy.pipeline;

import io.netty.util.NetUtil;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.http.RequestHead;
import io.troop.routing.Match;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which headers of a request go to the upstream, and which the gateway adds: Kong's
/// `runloop/handler.lua` and its nginx template.
final class ForwardingRules {

  private static final byte[] HTTP = bytes("http");
  private static final byte[] HTTPS = bytes("https");
  private static final byte[] VIA_10 = bytes("1.0 " + PipelineSettings.SERVER);
  private static final byte[] VIA_11 = bytes("1.1 " + PipelineSettings.SERVER);
  private static final byte[] VIA_2 = bytes("2 " + PipelineSettings.SERVER);
  private static final byte[] KEEP_ALIVE = bytes("keep-alive");
  private static final byte[] KEEP_ALIVE_UPGRADE = bytes("keep-alive, Upgrade");
  private static final byte[] WEBSOCKET = bytes("websocket");
  private static final byte[] TRAILERS = bytes("trailers");
  private static final byte[] NAMELESS = bytes("kong");

  private ForwardingRules() {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// The headers for the upstream. `Host` is the client's when the route preserves it, and absent
  /// otherwise: it follows from the target.
  static HeaderBlock apply(HttpExchange exchange) {
    RequestHead head = exchange.head();
    HeaderBlock headers = head.headers().edited();
    boolean preservesHost = exchange.match() != null && exchange.match().route().preserveHost();
    boolean websocket = isWebSocket(head);
    boolean trailers = wantsTrailers(head);
    boolean trusted = exchange.downstream().client().isTrusted();
    int forwardedFor = headers.find(KnownHeader.X_FORWARDED_FOR, 0);
    int via = headers.find(KnownHeader.VIA, 0);
    head.connection().removeNamed(headers);
    for (int place = headers.places() - 1; place >= 0; place--) {
      KnownHeader name = headers.known(place);
      if (name != null && isOurs(name, preservesHost, trusted)) {
        headers.removeAt(place);
      }
    }
    headers.add(KnownHeader.CONNECTION, websocket ? KEEP_ALIVE_UPGRADE : KEEP_ALIVE);
    if (websocket) {
      headers.add(KnownHeader.UPGRADE, WEBSOCKET);
    }
    if (trailers) {
      headers.add(KnownHeader.TE, TRAILERS);
    }
    addVia(headers, via, head);
    addForwarded(exchange, headers, forwardedFor, trusted);
    return headers;
  }

  /// Whether the gateway writes this header itself, or it concerns the client's connection only.
  private static boolean isOurs(KnownHeader name, boolean preservesHost, boolean trusted) {
    return switch (name) {
      case HOST -> !preservesHost;
      case CONNECTION,
          KEEP_ALIVE,
          PROXY,
          PROXY_CONNECTION,
          TE,
          TRAILER,
          EXPECT,
          UPGRADE,
          VIA,
          X_FORWARDED_FOR,
          X_REAL_IP,
          X_KONG_REQUEST_ID ->
          true;
      case X_FORWARDED_PROTO,
          X_FORWARDED_HOST,
          X_FORWARDED_PORT,
          X_FORWARDED_PATH,
          X_FORWARDED_PREFIX ->
          !trusted;
      default -> false;
    };
  }

  static boolean isWebSocket(RequestHead head) {
    if (!head.connection().upgrade()) {
      return false;
    }
    int place = head.headers().find(KnownHeader.UPGRADE, 0);
    return place >= 0 && head.headers().valueEquals(place, WEBSOCKET);
  }

  static boolean wantsTrailers(RequestHead head) {
    String te = head.headers().get(KnownHeader.TE);
    if (te == null) {
      return false;
    }
    for (String part : te.toLowerCase(Locale.ROOT).split(",", -1)) {
      if (part.strip().equals("trailers")) {
        return true;
      }
    }
    return false;
  }

  private static void addVia(HeaderBlock headers, int via, RequestHead head) {
    byte[] ours =
        switch (head.version()) {
          case "1.1" -> VIA_11;
          case "2" -> VIA_2;
          default -> VIA_10;
        };
    if (via < 0) {
      headers.add(KnownHeader.VIA, ours);
    } else {
      headers.addAppended(KnownHeader.VIA, via, ours);
    }
  }

  private static void addForwarded(
      HttpExchange exchange, HeaderBlock headers, int forwardedFor, boolean trusted) {
    RequestHead head = exchange.head();
    Client client = exchange.downstream().client();
    if (forwardedFor >= 0) {
      headers.addAppended(KnownHeader.X_FORWARDED_FOR, forwardedFor, client.peerText());
    } else {
      headers.add(KnownHeader.X_FORWARDED_FOR, realIp(exchange, client));
    }
    if (!trusted || !headers.contains(KnownHeader.X_FORWARDED_PROTO)) {
      headers.add(KnownHeader.X_FORWARDED_PROTO, client.isTls() ? HTTPS : HTTP);
    }
    if (!trusted || !headers.contains(KnownHeader.X_FORWARDED_HOST)) {
      if (head.host().isEmpty()) {
        headers.add(KnownHeader.X_FORWARDED_HOST, NAMELESS); // nginx: the server's own name
      } else {
        head.addHost(headers, KnownHeader.X_FORWARDED_HOST);
      }
    }
    if (!trusted || !headers.contains(KnownHeader.X_FORWARDED_PORT)) {
      headers.add(KnownHeader.X_FORWARDED_PORT, client.announcedPort());
    }
    if (!trusted || !headers.contains(KnownHeader.X_FORWARDED_PATH)) {
      head.addPath(headers, KnownHeader.X_FORWARDED_PATH);
    }
    String prefix = prefix(exchange.match());
    if (prefix != null && (!trusted || !headers.contains(KnownHeader.X_FORWARDED_PREFIX))) {
      headers.add(KnownHeader.X_FORWARDED_PREFIX, prefix);
    }
    headers.add(KnownHeader.X_REAL_IP, realIp(exchange, client));
    if (exchange.settings().sent().requestIdUpstream()) {
      headers.add(KnownHeader.X_KONG_REQUEST_ID, exchange.idBytes());
    }
  }

  private static byte[] realIp(HttpExchange exchange, Client client) {
    return client.isTrusted()
        ? bytes(NetUtil.toAddressString(exchange.request().clientAddress()))
        : client.peerText();
  }

  private static @Nullable String prefix(@Nullable Match match) {
    String prefix = match == null ? null : match.prefix();
    return prefix == null || prefix.equals("/") ? null : prefix;
  }
}
