package io.troop.plugins.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.AclGroup;
import io.troop.plugin.entity.Service;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Sends a request to the canary, or leaves it. *Thread-safe.*
final class CanaryHandler implements Handler.OnRequest {
  private final CanaryConfig config;
  private final Host host;
  private final Set<String> groups;
  private final AtomicLong turn;
  private final Instant start;

  CanaryHandler(CanaryConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.groups = config.groups() == null ? Set.of() : Set.copyOf(config.groups());
    this.turn = host.keep("canary " + host.pluginId(), AtomicLong.class, AtomicLong::new);
    this.start =
        config.start() == null
            ? Instant.EPOCH
            : Instant.ofEpochMilli((long) (config.start() * 1000));
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    if (isChosen(exchange) && !fallsBack(exchange)) {
      send(exchange);
    }
    return Verdict.PROCEED;
  }

  private boolean isChosen(Exchange exchange) {
    String header = config.canaryByHeaderName();
    String wish = header == null ? null : exchange.request().headers().get(header);
    if ("always".equals(wish) || "never".equals(wish)) {
      return "always".equals(wish);
    }
    if (config.isByGroups()) {
      return isInGroups(exchange) == config.hash().equals("allow");
    }
    long steps = (long) config.steps();
    return part(exchange, steps) < share() * steps;
  }

  /// Whether the canary can't take a request that it was chosen for.
  private boolean fallsBack(Exchange exchange) {
    String to = config.upstreamHost();
    return config.upstreamFallback() && to != null && !exchange.mayReach(to);
  }

  private boolean isInGroups(Exchange exchange) {
    UUID consumer = exchange.identity().consumerId();
    return consumer != null
        && exchange.entities().of(AclGroup.class, "consumer", consumer).stream()
            .anyMatch(group -> groups.contains(group.group()));
  }

  /// The share of requests that the canary gets now, from 0 to 1, in whole steps.
  private double share() {
    Double percentage = config.percentage();
    if (percentage != null) {
      return percentage / 100;
    }
    double passed = (host.clock().instant().toEpochMilli() - start.toEpochMilli()) / 1000.0;
    if (passed < 0 || config.duration() <= 0) {
      return passed < 0 ? 0 : 1;
    }
    double steps = Math.floor(config.steps());
    return Math.min(1, Math.floor(passed / config.duration() * steps) / steps);
  }

  /// The part, of so many, that a request belongs to.
  private long part(Exchange exchange, long parts) {
    String by = attribute(exchange);
    if (by == null) {
      // The parts take turns, far from each other, so that a share is spread evenly.
      return Math.floorMod(turn.getAndIncrement() * stride(parts), parts);
    }
    CRC32 crc = new CRC32();
    crc.update(by.getBytes(UTF_8));
    return crc.getValue() % parts;
  }

  /// A number without a common factor with `parts`, near their golden section.
  private static long stride(long parts) {
    long stride = Math.max(1, Math.round(parts * 0.618));
    while (gcd(stride, parts) != 1) {
      stride++;
    }
    return stride;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /// What decides; null for chance. A header that is missing gives way to the consumer, and that to
  /// the client's address.
  private @Nullable String attribute(Exchange exchange) {
    if (config.hash().equals("none")) {
      return null;
    }
    String header = config.hashHeader();
    String value =
        config.hash().equals("header") && header != null
            ? exchange.request().headers().get(header)
            : null;
    if (value != null) {
      return value;
    }
    UUID consumer = config.hash().equals("ip") ? null : exchange.identity().consumerId();
    return consumer != null
        ? consumer.toString()
        : exchange.request().clientAddress().getHostAddress();
  }

  private void send(Exchange exchange) {
    Exchange.Outbound outbound = exchange.outbound();
    Service service = exchange.service();
    String to = config.upstreamHost();
    Integer port = config.upstreamPort();
    if (to != null && port == null) {
      outbound.upstream(to);
    } else if (port != null && (to != null || service != null)) {
      outbound.target(to == null && service != null ? service.host() : String.valueOf(to), port);
    }
    if (config.upstreamUri() != null) {
      outbound.path(config.upstreamUri());
    }
  }
}
