package io.troop.control.admin;

import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Chains of WebAssembly filters are not run here. Says so in the words of a Kong without them,
/// which its clients understand.
@Component
@Order(20)
class FilterChainEndpoints implements EndpointSource {

  private static final List<String> OWNERS =
      List.of("", "/services/{services}", "/routes/{routes}");

  @Override
  public void addTo(Endpoints endpoints) {
    Endpoint refuse =
        _ -> Answer.message(400, "this endpoint is only available when wasm is enabled");
    for (String owner : OWNERS) {
      String all = owner + "/filter-chains";
      endpoints.add("GET", all, refuse).add("POST", all, refuse);
      for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
        endpoints.add(method, all + "/{filter_chains}", refuse);
      }
    }
    for (String field : List.of("route", "service")) {
      for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
        endpoints.add(method, "/filter-chains/{filter_chains}/" + field, refuse);
      }
    }
    for (String which : List.of("all", "enabled", "disabled")) {
      endpoints.add("GET", "/routes/{routes}/filters/" + which, refuse);
    }
  }
}
