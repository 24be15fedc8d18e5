package io.troop.control.admin;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/// What this process measures, for Prometheus.
@Configuration(proxyBeanMethods = false)
class MetricsEndpoints {

  private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

  @Bean
  PrometheusMeterRegistry metrics() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    return registry;
  }

  @Bean
  @Order(20)
  EndpointSource metricsEndpoint(PrometheusMeterRegistry registry) {
    return endpoints ->
        endpoints.add(
            "GET", "/metrics", _ -> Answer.ok(new Answer.Text(FORMAT, registry.scrape())));
  }
}
