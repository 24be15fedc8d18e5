package io.troop.proxy.stream;

import io.troop.plugin.Headers;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.pipeline.Client;
import io.troop.routing.RouteQuery;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the router asks of a connection. *Immutable.*
///
/// @param protocol `tcp` or `tls`, whether TLS ends here or is passed through
/// @param sni lower case; null without TLS or without a name
public record StreamQuery(Client client, String protocol, @Nullable String sni)
    implements RouteQuery {

  @Override
  public String method() {
    return "";
  }

  @Override
  public String path() {
    return "";
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
    return protocol.equals("tls");
  }

  @Override
  public List<String> queryValues(String name) {
    return List.of();
  }

  @Override
  public Headers headers() {
    return new HeaderBlock();
  }

  @Override
  public InetAddress sourceAddress() {
    return client.announced().getAddress();
  }

  @Override
  public int sourcePort() {
    return client.announced().getPort();
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
