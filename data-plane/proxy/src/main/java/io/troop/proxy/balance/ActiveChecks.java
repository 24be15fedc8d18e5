package io.troop.proxy.balance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Probes the targets of one upstream in the intervals it asks for, until it is closed.
/// *Thread-safe.*
final class ActiveChecks implements AutoCloseable {
  private final UpstreamPicker picker;
  private final HealthRules.Active check;
  private final Prober prober;
  private final List<Future<?>> timers;

  ActiveChecks(UpstreamPicker picker, Prober prober, ScheduledExecutorService timer) {
    this.picker = picker;
    this.check = picker.rules().health().active();
    this.prober = prober;
    this.timers =
        List.of(
            every(timer, check.everyHealthy(), true), every(timer, check.everyUnhealthy(), false));
  }

  private Future<?> every(ScheduledExecutorService timer, Duration interval, boolean healthy) {
    if (interval.isZero()) {
      return java.util.concurrent.CompletableFuture.completedFuture(null);
    }
    long nanos = interval.toNanos();
    return timer.scheduleAtFixedRate(() -> probe(healthy), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private void probe(boolean healthy) {
    List<Address> due =
        picker.standing().addresses().values().stream()
            .filter(address -> address.weight() > 0 && address.health().isHealthy() == healthy)
            .toList();
    Flux.fromIterable(due).flatMap(this::probe, check.concurrency()).subscribe();
  }

  private Mono<Void> probe(Address address) {
    String configured = picker.rules().hostHeader();
    String host = configured == null ? address.name() : configured;
    return prober
        .probe(check, address.socket(), host)
        .doOnNext(outcome -> {
          if (learn(address.health(), outcome)) {
            picker.healthChanged();
          }
        })
        .then();
  }

  private boolean learn(Health health, Prober.Outcome outcome) {
    return switch (outcome) {
      case Prober.Outcome.Answered(int status) -> health.status(status, check.limits());
      case Prober.Outcome.Connected() -> health.success(check.limits());
      case Prober.Outcome.Refused() -> health.refused(check.limits());
      case Prober.Outcome.TimedOut() -> health.timedOut(check.limits());
    };
  }

  @Override
  public void close() {
    timers.forEach(timer -> timer.cancel(false));
  }
}
