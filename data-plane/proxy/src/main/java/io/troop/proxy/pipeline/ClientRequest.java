package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.http.RequestHead;
import io.troop.routing.RouteQuery;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// What the client sent, for plugins and for the router.
final class ClientRequest implements Exchange.Request, RouteQuery {

  private final RequestHead head;
  private final Client client;
  private final PipelineSettings settings;
  private final RequestBody body;
  private @Nullable String host;
  private @Nullable String path;
  private @Nullable InetAddress clientAddress;

  ClientRequest(RequestHead head, Client client, PipelineSettings settings, RequestBody body) {
    this.head = head;
    this.client = client;
    this.settings = settings;
    this.body = body;
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String scheme() {
    return client.isTls() ? "https" : "http";
  }

  @Override
  public String host() {
    String known = host;
    if (known == null) {
      known = head.host();
      host = known;
    }
    return known;
  }

  @Override
  public int hostPort() {
    return head.hostPort();
  }

  @Override
  public int port() {
    return client.announcedPort();
  }

  @Override
  public String path() {
    String known = path;
    if (known == null) {
      known = head.path();
      path = known;
    }
    return known;
  }

  @Override
  public @Nullable String query() {
    return head.query();
  }

  @Override
  public List<String> queryValues(String name) {
    String query = head.query();
    if (query == null || query.isEmpty()) {
      return List.of();
    }
    List<String> values = new ArrayList<>(2);
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decoded(key).equals(name)) {
        values.add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text; // A broken escape stands for itself, as in nginx.
    }
  }

  @Override
  public String httpVersion() {
    return head.version();
  }

  @Override
  public Headers headers() {
    return head.headers();
  }

  @Override
  public InetAddress peer() {
    return client.peer();
  }

  @Override
  public boolean isPeerTrusted() {
    return client.isTrusted();
  }

  @Override
  public InetAddress clientAddress() {
    if (!client.isTrusted()) {
      return client.peer();
    }
    InetAddress known = clientAddress;
    if (known == null) {
      known = reportedAddress();
      clientAddress = known;
    }
    return known;
  }

  /// nginx's real-ip rule: the last address of the header, or with `real_ip_recursive` the last one
  /// that is not trusted.
  private InetAddress reportedAddress() {
    if (settings.realIpHeader().equals("proxy_protocol")) {
      return client.announced().getAddress();
    }
    InetAddress found = client.peer();
    List<String> addresses = new ArrayList<>();
    for (String line : head.headers().all(settings.realIpHeader())) {
      for (String part : line.split(",", -1)) {
        addresses.add(part.strip());
      }
    }
    for (int i = addresses.size() - 1; i >= 0; i--) {
      InetAddress address = address(addresses.get(i));
      if (address == null) {
        break;
      }
      found = address;
      if (!settings.realIpRecursive() || !settings.trusted().contains(address)) {
        break;
      }
    }
    return found;
  }

  private static @Nullable InetAddress address(String text) {
    String bare = text;
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      bare = close < 0 ? text : text.substring(1, close);
    } else if (colon >= 0 && text.indexOf(':') == colon) {
      bare = text.substring(0, colon);
    }
    return NetUtil.createInetAddressFromIpAddressString(bare);
  }

  @Override
  public String forwardedScheme() {
    String told = told(KnownHeader.X_FORWARDED_PROTO);
    return told == null ? scheme() : told;
  }

  @Override
  public String forwardedHost() {
    String told = told(KnownHeader.X_FORWARDED_HOST);
    return told == null ? host() : told;
  }

  @Override
  public int forwardedPort() {
    String told = told(KnownHeader.X_FORWARDED_PORT);
    return told != null && told.matches("\\d{1,5}") ? Integer.parseInt(told) : port();
  }

  private @Nullable String told(KnownHeader header) {
    return client.isTrusted() ? head.headers().get(header) : null;
  }

  @Override
  public long contentLength() {
    return head.contentLength();
  }

  @Override
  public long bytesReceived() {
    return head.length() + body.received();
  }

  @Override
  public Mono<ByteBuf> body(int limit) {
    return body.collected(limit);
  }

  @Override
  public Exchange.@Nullable Tls tls() {
    return client.tls();
  }

  @Override
  public boolean isTls() {
    return client.isTls();
  }

  @Override
  public @Nullable String sni() {
    return client.sni();
  }

  @Override
  public InetAddress sourceAddress() {
    return clientAddress();
  }

  @Override
  public int sourcePort() {
    return settings.realIpHeader().equals("proxy_protocol")
        ? client.announced().getPort()
        : client.peerPort();
  }

  @Override
  public InetAddress destinationAddress() {
    return client.local();
  }

  @Override
  public int destinationPort() {
    return client.announcedPort();
  }
}
