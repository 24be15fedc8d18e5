package io.troop.plugins.correlationid;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Gives requests their ids. *Thread-safe.*
final class CorrelationIdHandler implements Handler.OnRequest, Handler.OnResponse {
  private static final Exchange.Slot<String> ID = new Exchange.Slot<>("correlation id");

  private final String header;
  private final String generator;
  private final boolean echoes;
  private final Host host;
  private final Counter counter;

  /// Counts the requests of this node, whatever the configuration.
  private record Counter(UUID node, AtomicLong count, String address) {
    String next() {
      return node + "#" + count.incrementAndGet();
    }
  }

  CorrelationIdHandler(CorrelationIdConfig config, Host host) {
    String name = config.headerName();
    this.header = name == null ? "Kong-Request-ID" : name;
    this.generator = config.generator();
    this.echoes = config.echoDownstream();
    this.host = host;
    this.counter =
        host.keep(
            "correlation-id",
            Counter.class,
            () -> new Counter(uuid(host), new AtomicLong(), localAddress()));
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    String id = exchange.request().headers().get(header);
    if (isMissing(id)) {
      id = generate(exchange);
      exchange.outbound().headers().set(header, id);
    }
    exchange.logValue("correlation_id", id);
    exchange.set(ID, id);
    return Verdict.PROCEED;
  }

  @Override
  public void onResponse(Exchange exchange) {
    if (!echoes) {
      return;
    }
    // Without a route no id was given, but the client may have brought one.
    String given = exchange.get(ID);
    String id = given == null ? exchange.request().headers().get(header) : given;
    exchange.response().headers().set(header, id == null || id.isEmpty() ? generate(exchange) : id);
  }

  private static boolean isMissing(@Nullable String id) {
    return id == null || id.isEmpty();
  }

  private String generate(Exchange exchange) {
    return switch (generator) {
      case "uuid" -> uuid(host).toString();
      case "tracker" ->
          String.format(
              Locale.ROOT,
              "%s-%d-%d-%d-%d-%.3f",
              counter.address(),
              exchange.request().port(),
              ProcessHandle.current().pid(),
              counter.count().incrementAndGet(),
              1,
              host.clock().millis() / 1000.0);
      default -> counter.next();
    };
  }

  private static UUID uuid(Host host) {
    long high = (host.random().nextLong() & ~0xf000L) | 0x4000L;
    long low = (host.random().nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private static String localAddress() {
    try {
      return InetAddress.getLocalHost().getHostAddress().replace('-', '_');
    } catch (UnknownHostException e) {
      return InetAddress.getLoopbackAddress().getHostAddress();
    }
  }
}
