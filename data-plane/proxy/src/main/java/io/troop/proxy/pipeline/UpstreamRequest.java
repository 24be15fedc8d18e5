package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Service;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.RequestHead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What goes to the upstream, as plugins may change it.
final class UpstreamRequest implements Exchange.Outbound {

  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final RequestHead client;
  private final HeaderBlock headers;
  private @Nullable String method;
  private String path;
  private @Nullable String query;
  private boolean queryChanged;
  private @Nullable ByteBuf body;
  private @Nullable String host;
  private int port;
  private String scheme;
  private Duration connectTimeout = MINUTE;
  private Duration writeTimeout = MINUTE;
  private Duration readTimeout = MINUTE;

  UpstreamRequest(RequestHead client, HeaderBlock headers, String path, @Nullable Service service) {
    this.client = client;
    this.headers = headers;
    this.path = path;
    if (service == null) {
      scheme = "http";
    } else {
      host = service.host();
      port = service.port();
      scheme = service.protocol();
      connectTimeout = Duration.ofMillis(service.connectTimeout());
      writeTimeout = Duration.ofMillis(service.writeTimeout());
      readTimeout = Duration.ofMillis(service.readTimeout());
    }
  }

  @Override
  public String method() {
    return method == null ? client.method() : method;
  }

  @Override
  public void method(String method) {
    this.method = method;
  }

  boolean hasClientsMethod() {
    return method == null;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public void path(String encodedPath) {
    path = encodedPath;
  }

  @Override
  public @Nullable String query() {
    return queryChanged ? query : client.query();
  }

  boolean hasClientsQuery() {
    return !queryChanged;
  }

  @Override
  public void query(@Nullable String query) {
    this.query = query;
    queryChanged = true;
  }

  @Override
  public HeaderBlock headers() {
    return headers;
  }

  @Override
  public void body(ByteBuf body) {
    releaseBody();
    this.body = body;
  }

  @Override
  public @Nullable ByteBuf body() {
    return body;
  }

  void releaseBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }

  @Override
  public void target(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public void upstream(String name) {
    host = name;
  }

  /// The host to find a target for; null when there is neither a service nor a plugin's word.
  @Nullable String host() {
    return host;
  }

  int port() {
    return port;
  }

  @Override
  public void scheme(String scheme) {
    this.scheme = scheme;
  }

  String scheme() {
    return scheme;
  }

  boolean isTls() {
    return scheme.equals("https") || scheme.equals("grpcs") || scheme.equals("wss");
  }

  boolean isGrpc() {
    return scheme.startsWith("grpc");
  }

  @Override
  public void timeouts(Duration connect, Duration write, Duration read) {
    connectTimeout = connect;
    writeTimeout = write;
    readTimeout = read;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Duration writeTimeout() {
    return writeTimeout;
  }

  Duration readTimeout() {
    return readTimeout;
  }
}
