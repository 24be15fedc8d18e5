package io.troop.control.admin;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/config` belongs to a gateway without a database; with one it says so.
@Component
@Order(20)
class ConfigEndpoints implements EndpointSource {

  @Override
  public void addTo(Endpoints endpoints) {
    Endpoint refuse =
        _ ->
            Answer.message(
                400,
                "this endpoint is only available when Kong is configured to not use a database");
    endpoints.add("GET", "/config", refuse).add("POST", "/config", refuse);
  }
}
