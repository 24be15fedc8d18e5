package io.troop.control.explain;

import io.troop.plugin.Headers;
import io.troop.plugin.form.QueryText;
import io.troop.routing.RouteQuery;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request that nobody made yet. *Immutable.*
///
/// @param host lower case, without a port; empty for none
/// @param hostPort the port given with the host; -1 for none
/// @param path as it would be received, one char per byte
/// @param query the text behind `?`; null for none
/// @param sni the server name of the handshake; null without TLS, or for an address
/// @param port of the listener it would come to
record Asked(
    String method,
    boolean isTls,
    String host,
    int hostPort,
    String path,
    @Nullable String query,
    @Nullable String sni,
    List<Map.Entry<String, String>> lines,
    InetAddress sourceAddress,
    int port)
    implements RouteQuery {

  private static final InetAddress SOMEWHERE = InetAddress.ofLiteral("127.0.0.1");

  /// As one char per byte, which is how requests come in.
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Override
  public List<String> queryValues(String name) {
    return QueryText.values(query, name);
  }

  @Override
  public Headers headers() {
    return Headers.of(lines);
  }

  @Override
  public int sourcePort() {
    return 0;
  }

  @Override
  public InetAddress destinationAddress() {
    return SOMEWHERE;
  }

  @Override
  public int destinationPort() {
    return port;
  }

  /// Whether it is a call of gRPC.
  boolean isGrpc() {
    String type = headers().get("content-type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/grpc");
  }
}
