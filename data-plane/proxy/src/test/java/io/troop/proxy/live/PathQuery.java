package io.troop.proxy.live;

import io.troop.plugin.Headers;
import io.troop.proxy.http.HeaderBlock;
import io.troop.routing.RouteQuery;
import java.net.InetAddress;
import java.util.List;

/// A request of which only the path matters.
record PathQuery(String path) implements RouteQuery {
  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String host() {
    return "";
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
  public String sni() {
    return null;
  }

  @Override
  public Headers headers() {
    return new HeaderBlock();
  }

  @Override
  public InetAddress sourceAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public int sourcePort() {
    return 1;
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
