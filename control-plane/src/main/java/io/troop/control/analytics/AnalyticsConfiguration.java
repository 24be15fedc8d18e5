package io.troop.control.analytics;

import io.troop.control.admin.Answer;
import io.troop.control.admin.EndpointSource;
import io.troop.control.fleet.ClusterSettings;
import io.troop.control.fleet.Fleet;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Heads;
import io.troop.control.store.History;
import io.troop.settings.Settings;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/// Puts analytics together.
@Configuration(proxyBeanMethods = false)
class AnalyticsConfiguration {

  @Bean
  TrafficStore trafficStore(DataSource database, PlatformTransactionManager transactions) {
    JdbcTemplate own = new JdbcTemplate(database);
    // Rows are read as they come: a long answer needs no memory.
    own.setFetchSize(1000);
    return new TrafficStore(own, transactions, UUID.randomUUID());
  }

  @Bean
  TrafficMeter trafficMeter() {
    return new TrafficMeter();
  }

  @Bean
  TrafficLog trafficLog(TrafficStore store, InstantSource clock, TrafficMeter meter) {
    return new TrafficLog(store, clock, meter);
  }

  @Bean
  TrafficMetrics trafficMetrics(TrafficMeter meter, Heads heads, Fleet fleet) {
    return new TrafficMetrics(meter, heads, fleet);
  }

  @Bean
  EndpointSource prometheusEndpoint(TrafficMetrics metrics) {
    return endpoints ->
        endpoints.add(
            "GET",
            "/analytics/metrics",
            call ->
                Answer.ok(
                    new Answer.Text(
                        PrometheusText.FORMAT,
                        PrometheusText.of(metrics.of(call.controlPlane())))));
  }

  @Bean
  OtlpExport otlpExport(
      Settings settings, TrafficMetrics metrics, ControlPlanes controlPlanes, InstantSource clock) {
    return new OtlpExport(
        OtlpSettings.of(settings).orElse(null), metrics, controlPlanes, clock, UUID.randomUUID());
  }

  /// Before nodes are listened to, and until they are not any more.
  @Bean
  TrafficKeeper trafficKeeper(TrafficLog log, TrafficStore store, InstantSource clock) {
    return new TrafficKeeper(log, store, clock, ClusterSettings.PHASE - 1);
  }

  @Bean
  Analytics analytics(TrafficStore store) {
    return new Analytics(store);
  }

  @Bean
  AnalyticsEndpoints analyticsEndpoints(
      Analytics analytics, History history, Heads heads, Fleet fleet, InstantSource clock) {
    return new AnalyticsEndpoints(analytics, history, heads, fleet, clock);
  }
}
