package io.troop.control.analytics;

import io.troop.control.document.Json;
import io.troop.control.remote.Http;
import io.troop.control.store.ControlPlanes;
import io.troop.control.task.Background;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the metrics of all control planes to a collector of OpenTelemetry, as JSON over HTTP. What
/// can't be sent is not kept: sums are sent whole the next time.
final class OtlpExport extends Background {

  private static final Logger LOG = LoggerFactory.getLogger(OtlpExport.class);

  private final @Nullable OtlpSettings settings;
  private final TrafficMetrics metrics;
  private final ControlPlanes controlPlanes;
  private final Http http = new Http();
  private final InstantSource clock;
  private final Instant begin;
  private final String instance;
  private boolean fails;

  /// @param settings null when nothing is to be sent
  /// @param instance tells this process from its sisters
  OtlpExport(
      @Nullable OtlpSettings settings,
      TrafficMetrics metrics,
      ControlPlanes controlPlanes,
      InstantSource clock,
      UUID instance) {
    super("otlp-metrics");
    this.settings = settings;
    this.metrics = metrics;
    this.controlPlanes = controlPlanes;
    this.clock = clock;
    this.begin = clock.instant();
    this.instance = instance.toString();
  }

  @Override
  protected void run() throws InterruptedException {
    OtlpSettings how = settings;
    if (how != null) {
      repeat(how.interval(), "metrics can't be sent", () -> send(how));
    }
  }

  private void send(OtlpSettings how) {
    Instant now = clock.instant();
    List<Map<String, Object>> resources = new ArrayList<>();
    for (ControlPlanes.Tenant tenant : controlPlanes.all()) {
      Map<String, String> attributes = new LinkedHashMap<>();
      attributes.put("service.name", "troop");
      attributes.put("service.instance.id", instance);
      attributes.put("troop.control_plane.id", tenant.id().toString());
      attributes.put("troop.control_plane.name", tenant.name());
      resources.add(new OtlpJson(attributes, begin, now).resource(metrics.of(tenant.id())));
    }
    Map<String, String> headers = new LinkedHashMap<>(how.headers());
    headers.put("Content-Type", "application/json");
    byte[] body = Json.text(Map.of("resourceMetrics", resources)).getBytes(StandardCharsets.UTF_8);
    try {
      http.post(how.endpoint(), headers, body);
      if (fails) {
        LOG.info("metrics are sent to {} again", how.endpoint());
      }
      fails = false;
    } catch (IOException problem) {
      if (!fails) {
        LOG.warn(
            "metrics can't be sent to {} (troop_otlp_metrics_endpoint) for now: {}",
            how.endpoint(),
            problem.toString());
      }
      fails = true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
