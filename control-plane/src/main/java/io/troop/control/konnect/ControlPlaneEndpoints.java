package io.troop.control.konnect;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.Endpoint;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.store.ControlPlanes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/v2/control-planes`: the control planes of this installation as resources.
@Component
@Order(30)
class ControlPlaneEndpoints implements EndpointSource {

  private static final String ALL = "/v2/control-planes";
  private static final String ONE = ALL + "/{controlPlaneId}";

  private final ControlPlanes controlPlanes;

  ControlPlaneEndpoints(ControlPlanes controlPlanes) {
    this.controlPlanes = controlPlanes;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ALL, Problems.guarded(this::list))
        .add("POST", ALL, Problems.guarded(this::create))
        .add("GET", ONE, Problems.guarded(this::get))
        .add("PATCH", ONE, Problems.guarded(this::change))
        .add("DELETE", ONE, Problems.guarded(this::delete));
    Endpoint noGroups =
        Problems.guarded(call -> {
          tenant(call);
          return Problems.of(
              501,
              "control plane groups are not offered (expected: one control plane for each"
                  + " configuration)");
        });
    endpoints
        .add("GET", ONE + "/group-memberships", noGroups)
        .add("PUT", ONE + "/group-memberships", noGroups)
        .add("POST", ONE + "/group-memberships/add", noGroups)
        .add("POST", ONE + "/group-memberships/remove", noGroups)
        .add("GET", ONE + "/group-status", noGroups)
        .add("GET", ONE + "/group-member-status", noGroups);
    Endpoint noStores =
        Problems.guarded(call -> {
          tenant(call);
          return Problems.of(
              501,
              "config stores are not offered (expected: vaults, such as env, hcv or aws, that hold"
                  + " the secrets)");
        });
    for (String method : List.of("GET", "POST")) {
      endpoints.add(method, ONE + "/config-stores", noStores);
    }
  }

  private ControlPlanes.Tenant tenant(Call call) {
    return CoreEntitiesEntry.tenant(controlPlanes, call.parameter(0));
  }

  private Answer list(Call call) {
    List<ControlPlanes.Tenant> found = ControlPlaneFilter.of(call).apply(controlPlanes.all());
    PageNumber page = PageNumber.of(call);
    Map<String, Object> position = new LinkedHashMap<>();
    position.put("number", (long) page.number());
    position.put("size", (long) page.size());
    position.put("total", (long) found.size());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("meta", Map.of("page", position));
    answer.put("data", page.of(found).stream().map(tenant -> show(call, tenant)).toList());
    return Answer.ok(answer);
  }

  private Answer create(Call call) {
    ControlPlaneBody body = ControlPlaneBody.ofNew(call.body().fields());
    return controlPlanes
        .add(body.details())
        .map(tenant -> Answer.created(show(call, tenant)))
        .orElseGet(() -> taken(body));
  }

  private Answer get(Call call) {
    return Answer.ok(show(call, tenant(call)));
  }

  private Answer change(Call call) {
    ControlPlanes.Tenant before = tenant(call);
    ControlPlaneBody body = ControlPlaneBody.ofChange(before, call.body().fields());
    return controlPlanes
        .change(before.id(), body.details())
        .map(tenant -> Answer.ok(show(call, tenant)))
        .orElseGet(() -> taken(body));
  }

  private static Answer taken(ControlPlaneBody body) {
    String name = body.details().name();
    return Problems.of(
        409,
        "there is a control plane named '" + name + "' already",
        new Problems.Invalid("name", "'" + name + "' is taken"));
  }

  private Answer delete(Call call) {
    ControlPlanes.Tenant tenant = tenant(call);
    if (tenant.id().equals(controlPlanes.first())) {
      return Problems.of(
          403, "the control plane '" + tenant.name() + "' is the first one, which stays");
    }
    controlPlanes.delete(tenant.id());
    return Answer.noContent();
  }

  private static Map<String, @Nullable Object> show(Call call, ControlPlanes.Tenant tenant) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("control_plane_endpoint", "https://" + call.request().host() + ":8005");
    config.put("telemetry_endpoint", "https://" + call.request().host() + ":8006");
    config.putAll(ControlPlaneBody.complete(tenant.profile()));
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", tenant.id().toString());
    out.put("name", tenant.name());
    out.put("description", tenant.description());
    out.put("labels", tenant.labels());
    out.put("config", config);
    out.put("created_at", tenant.createdAt().toString());
    out.put("updated_at", tenant.updatedAt().toString());
    return out;
  }
}
