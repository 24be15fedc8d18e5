package io.troop.routing;

import io.troop.plugin.Headers;
import io.troop.plugin.form.QueryText;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as a test writes it.
///
/// @param path may have a query
record FakeQuery(
    String method,
    String path,
    String host,
    int hostPort,
    boolean isTls,
    @Nullable String sni,
    List<Map.Entry<String, String>> lines,
    InetAddress sourceAddress,
    int sourcePort,
    InetAddress destinationAddress,
    int destinationPort)
    implements RouteQuery {

  static FakeQuery get(String path) {
    return new FakeQuery(
        "GET",
        path,
        "",
        -1,
        false,
        null,
        List.of(),
        InetAddress.ofLiteral("10.1.2.3"),
        40_000,
        InetAddress.ofLiteral("10.9.9.9"),
        8000);
  }

  FakeQuery by(String method) {
    return new FakeQuery(
        method,
        path,
        host,
        hostPort,
        isTls,
        sni,
        lines,
        sourceAddress,
        sourcePort,
        destinationAddress,
        destinationPort);
  }

  FakeQuery at(String host) {
    return at(host, -1);
  }

  FakeQuery at(String host, int port) {
    return new FakeQuery(
        method,
        path,
        host,
        port,
        isTls,
        sni,
        lines,
        sourceAddress,
        sourcePort,
        destinationAddress,
        destinationPort);
  }

  FakeQuery over(@Nullable String sni) {
    return new FakeQuery(
        method,
        path,
        host,
        hostPort,
        true,
        sni,
        lines,
        sourceAddress,
        sourcePort,
        destinationAddress,
        destinationPort);
  }

  FakeQuery with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(lines);
    more.add(Map.entry(name, value));
    return new FakeQuery(
        method,
        path,
        host,
        hostPort,
        isTls,
        sni,
        more,
        sourceAddress,
        sourcePort,
        destinationAddress,
        destinationPort);
  }

  FakeQuery from(String address, int port) {
    return new FakeQuery(
        method,
        path,
        host,
        hostPort,
        isTls,
        sni,
        lines,
        InetAddress.ofLiteral(address),
        port,
        destinationAddress,
        destinationPort);
  }

  @Override
  public String path() {
    int question = path.indexOf('?');
    return question < 0 ? path : path.substring(0, question);
  }

  @Override
  public List<String> queryValues(String name) {
    int question = path.indexOf('?');
    return QueryText.values(question < 0 ? null : path.substring(question + 1), name);
  }

  @Override
  public Headers headers() {
    return Headers.of(lines);
  }
}
