package io.troop.control.konnect;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.store.ControlPlanes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Where clients begin: who they are, and which control planes there are, as decK lists them.
@Component
@Order(30)
class OrganizationEndpoints implements EndpointSource {

  private static final int DECK_SIZE = 100;

  private final ControlPlanes controlPlanes;

  OrganizationEndpoints(ControlPlanes controlPlanes) {
    this.controlPlanes = controlPlanes;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/v2/organizations/me", Problems.guarded(_ -> organization()))
        .add("GET", "/v3/organizations/me", Problems.guarded(_ -> organization()))
        .add("GET", "/konnect-api/api/runtime_groups", Problems.guarded(this::runtimeGroups));
  }

  /// An installation is one organization; it goes by its first control plane.
  private Answer organization() {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", controlPlanes.first().toString());
    answer.put("name", "Troop");
    answer.put("state", "active");
    answer.put("retention_period_days", 0L);
    return Answer.ok(answer);
  }

  /// A client asks for pages until `page` is `pageCount`, or a page is empty.
  private Answer runtimeGroups(Call call) {
    List<ControlPlanes.Tenant> all = controlPlanes.all();
    PageNumber page = PageNumber.of(call, "page", "size", DECK_SIZE);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("data", page.of(all).stream().map(OrganizationEndpoints::group).toList());
    answer.put("page", (long) page.number());
    answer.put("pageCount", (long) page.pages(all.size()));
    answer.put("count", (long) all.size());
    return Answer.ok(answer);
  }

  private static Map<String, Object> group(ControlPlanes.Tenant tenant) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("id", tenant.id().toString());
    out.put("name", tenant.name());
    out.put("description", tenant.description());
    return out;
  }
}
