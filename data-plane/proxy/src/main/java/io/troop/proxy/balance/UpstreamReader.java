package io.troop.proxy.balance;

import io.troop.plugin.entity.Healthchecks;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.entity.Target;
import io.troop.plugin.entity.Upstream;
import io.troop.plugin.schema.HostAddress;
import io.troop.proxy.balance.HealthRules.Active;
import io.troop.proxy.balance.HealthRules.Limits;
import io.troop.proxy.balance.UpstreamRules.HashSource;
import io.troop.proxy.balance.UpstreamRules.TargetRule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what balancing needs of upstreams and targets. *Stateless.*
final class UpstreamReader {
  private static final int DEFAULT_PORT = 8000;

  private UpstreamReader() {}

  static UpstreamRules read(Upstream upstream, List<Target> targets) {
    Ref certificate = upstream.clientCertificate();
    return new UpstreamRules(
        upstream.id(),
        upstream.name(),
        Ring.Algorithm.of(upstream.algorithm()),
        source(
            upstream.hashOn(),
            upstream.hashOnHeader(),
            upstream.hashOnQueryArg(),
            upstream.hashOnUriCapture()),
        source(
            upstream.hashFallback(),
            upstream.hashFallbackHeader(),
            upstream.hashFallbackQueryArg(),
            upstream.hashFallbackUriCapture()),
        Objects.requireNonNullElse(upstream.hashOnCookie(), ""),
        Objects.requireNonNullElse(upstream.hashOnCookiePath(), "/"),
        health(upstream.healthchecks()),
        upstream.hostHeader(),
        upstream.useSrvName(),
        certificate == null ? null : certificate.id(),
        rules(targets));
  }

  /// Of several entries for one target the last one counts.
  private static List<TargetRule> rules(List<Target> targets) {
    Map<String, TargetRule> byTarget = new LinkedHashMap<>();
    for (Target target : targets) {
      HostAddress address = HostAddress.parse(target.target());
      Integer port = address.port();
      byTarget.put(
          target.target(),
          new TargetRule(
              target.id(),
              target.target(),
              address.host(),
              port == null ? DEFAULT_PORT : port,
              target.weight()));
    }
    return List.copyOf(byTarget.values());
  }

  private static HashSource source(
      @Nullable String kind,
      @Nullable String header,
      @Nullable String argument,
      @Nullable String capture) {
    HashSource.Kind named =
        kind == null
            ? HashSource.Kind.NONE
            : HashSource.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
    String name =
        switch (named) {
          case HEADER -> header;
          case QUERY_ARG -> argument;
          case URI_CAPTURE -> capture;
          case NONE, CONSUMER, IP, COOKIE, PATH -> "";
        };
    return new HashSource(named, Objects.requireNonNullElse(name, ""));
  }

  private static HealthRules health(Healthchecks checks) {
    Healthchecks.Passive passive = checks.passive();
    return new HealthRules(
        active(checks.active()),
        new Limits(
            Set.copyOf(passive.healthy().httpStatuses()),
            passive.healthy().successes(),
            Set.copyOf(passive.unhealthy().httpStatuses()),
            passive.unhealthy().httpFailures(),
            passive.unhealthy().tcpFailures(),
            passive.unhealthy().timeouts()),
        checks.threshold());
  }

  private static Active active(Healthchecks.Active active) {
    return new Active(
        active.type(),
        seconds(active.timeout()),
        (int) Math.min(Integer.MAX_VALUE, active.concurrency()),
        active.httpPath(),
        active.httpsSni(),
        active.httpsVerifyCertificate(),
        active.headers() == null ? Map.of() : active.headers(),
        seconds(active.healthy().interval()),
        seconds(active.unhealthy().interval()),
        new Limits(
            Set.copyOf(active.healthy().httpStatuses()),
            active.healthy().successes(),
            Set.copyOf(active.unhealthy().httpStatuses()),
            active.unhealthy().httpFailures(),
            active.unhealthy().tcpFailures(),
            active.unhealthy().timeouts()));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
