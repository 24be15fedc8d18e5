package bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/// A gateway with `bench.routes` routes `/r0` … to `bench.upstream`, each of which loses its prefix,
/// and one route `/plain`.
@SpringBootApplication
public class Gateway {

  public static void main(String[] args) {
    SpringApplication.run(Gateway.class, args);
  }

  @Bean
  RouteLocator routes(RouteLocatorBuilder builder, Environment environment) {
    String upstream = environment.getRequiredProperty("bench.upstream");
    RouteLocatorBuilder.Builder routes = builder.routes();
    for (int i = 0; i < environment.getProperty("bench.routes", Integer.class, 0); i++) {
      String path = "/r" + i;
      routes.route(path, r -> r.path(path, path + "/**").filters(f -> f.stripPrefix(1)).uri(upstream));
    }
    return routes
        .route("plain", r -> r.path("/plain", "/plain/**").filters(f -> f.stripPrefix(1)).uri(upstream))
        .build();
  }
}
