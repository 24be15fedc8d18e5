package io.troop.benchmarks.micro;

import io.troop.plugin.Headers;
import io.troop.proxy.http.HeaderBlock;
import io.troop.routing.RouteQuery;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request over HTTP of which only the path matters. *Immutable.*
record PathQuery(String path) implements RouteQuery {
  private static final Headers NONE = new HeaderBlock();

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String host() {
    return "api.example";
  }

  @Override
  public int hostPort() {
    return -1;
  }

  @Override
  public boolean isTls() {
    return false;
  }

  @Override
  public List<String> queryValues(String name) {
    return List.of();
  }

  @Override
  public @Nullable String sni() {
    return null;
  }

  @Override
  public Headers headers() {
    return NONE;
  }

  @Override
  public InetAddress sourceAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public int sourcePort() {
    return 40_000;
  }

  @Override
  public InetAddress destinationAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public int destinationPort() {
    return 8000;
  }
}
