package io.troop.control.fleet;

import io.troop.certs.TrustException;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.Endpoint;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.fleet.ClientCertificates.AlreadyRegistered;
import io.troop.control.fleet.ClientCertificates.Registered;
import io.troop.control.konnect.PageNumber;
import io.troop.control.konnect.Problems;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.ControlPlanes.Tenant;
import io.troop.control.store.Heads;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The fleets of control planes as Konnect's API has them.
final class KonnectEndpoints implements EndpointSource {

  private static final String BASE = "/v2/control-planes";
  private static final int PAGE = 100;

  private final ControlPlanes controlPlanes;
  private final Heads heads;
  private final Fleet fleet;
  private final NodeDocuments documents;
  private final ClientCertificates certificates;
  private final InstantSource clock;

  KonnectEndpoints(
      ControlPlanes controlPlanes,
      Heads heads,
      Fleet fleet,
      NodeDocuments documents,
      ClientCertificates certificates,
      InstantSource clock) {
    this.controlPlanes = controlPlanes;
    this.heads = heads;
    this.fleet = fleet;
    this.documents = documents;
    this.certificates = certificates;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    String one = BASE + "/{control_plane}";
    String certs = one + "/dp-client-certificates";
    endpoints
        .add("GET", certs, of((_, tenant) -> registered(tenant)))
        .add("POST", certs, of(this::register))
        .add("GET", certs + "/{id}", of(this::certificate))
        .add("PUT", certs + "/{id}", of(this::replace))
        .add("DELETE", certs + "/{id}", of(this::delete))
        .add("GET", one + "/nodes", of(this::nodes))
        .add("GET", one + "/nodes/eol", of((_, _) -> page("items", List.of(), 0)))
        .add("GET", one + "/nodes/{id}", of(this::node))
        .add("DELETE", one + "/nodes/{id}", of(this::forget))
        .add(
            "GET",
            one + "/expected-config-hash",
            of((_, tenant) ->
                expected(
                    tenant, "expected_hash", heads.head(tenant.id()).sealed().root().configHash())))
        .add(
            "GET",
            one + "/expected-config-version",
            of((_, tenant) ->
                expected(tenant, "expected_version", heads.head(tenant.id()).sealed().revision())));
  }

  /// The endpoint about a control plane that its path names.
  private Endpoint of(BiFunction<Call, Tenant, Answer> endpoint) {
    return Problems.guarded(call -> {
      UUID id = id(call.parameter(0));
      Optional<Tenant> tenant = id == null ? Optional.empty() : controlPlanes.find(id);
      return tenant.map(found -> endpoint.apply(call, found)).orElseGet(KonnectEndpoints::missing);
    });
  }

  private static Answer missing() {
    return Problems.of(404, "Not found");
  }

  private static Answer invalid(String field, String reason) {
    return Problems.of(400, "Invalid Parameters", new Problems.Invalid(field, reason));
  }

  /// A UUID; null for another text.
  static @Nullable UUID id(String text) {
    try {
      return text.length() == 36 ? UUID.fromString(text) : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private Answer registered(Tenant tenant) {
    List<Registered> all = certificates.list(tenant.id());
    return page("items", all.stream().map(NodeDocuments::certificate).toList(), all.size());
  }

  private static Answer page(String member, List<?> items, int total) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(member, items);
    answer.put("page", Map.of("total_count", total));
    return Answer.ok(answer);
  }

  private Answer register(Call call, Tenant tenant) {
    return saved(call, 201, (cert, title) -> certificates.register(tenant.id(), cert, title));
  }

  private Answer replace(Call call, Tenant tenant) {
    UUID id = id(call.parameter(1));
    if (id == null) {
      return missing();
    }
    return saved(call, 200, (cert, title) -> certificates.replace(tenant.id(), id, cert, title));
  }

  private static Answer saved(
      Call call, int status, BiFunction<String, @Nullable String, Registered> save) {
    Map<String, @Nullable Object> fields = call.body().fields();
    if (!(fields.get("cert") instanceof String cert) || cert.isBlank()) {
      return invalid("cert", "is a required field");
    }
    String title = fields.get("title") instanceof String text ? text : null;
    try {
      Registered entry = save.apply(cert, title);
      return Answer.of(status, Map.of("item", NodeDocuments.certificate(entry)));
    } catch (TrustException problem) {
      return invalid("cert", String.valueOf(problem.getMessage()));
    } catch (AlreadyRegistered problem) {
      return Problems.of(409, String.valueOf(problem.getMessage()));
    }
  }

  private Answer certificate(Call call, Tenant tenant) {
    UUID id = id(call.parameter(1));
    return id == null
        ? missing()
        : certificates
            .find(tenant.id(), id)
            .map(entry -> Answer.ok(Map.of("item", NodeDocuments.certificate(entry))))
            .orElseGet(KonnectEndpoints::missing);
  }

  private Answer delete(Call call, Tenant tenant) {
    UUID id = id(call.parameter(1));
    return id != null && certificates.delete(tenant.id(), id) ? Answer.noContent() : missing();
  }

  private Answer nodes(Call call, Tenant tenant) {
    int size = PageNumber.size(call, PAGE);
    String after = call.argument("page[after]").orElse("");
    List<NodeView> all =
        fleet.nodes(tenant.id()).stream()
            .sorted((a, b) -> a.id().toString().compareTo(b.id().toString()))
            .toList();
    List<NodeView> rest =
        all.stream().filter(node -> node.id().toString().compareTo(after) > 0).toList();
    List<NodeView> shown = rest.subList(0, Math.min(size, rest.size()));
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("total_count", all.size());
    if (rest.size() > shown.size()) {
      page.put("next", shown.getLast().id().toString());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    FleetDocuments.Look look = documents.look(tenant.id());
    answer.put("items", shown.stream().map(node -> documents.konnect(look, node)).toList());
    answer.put("page", page);
    return Answer.ok(answer);
  }

  private Answer node(Call call, Tenant tenant) {
    UUID id = id(call.parameter(1));
    return id == null
        ? missing()
        : fleet
            .node(tenant.id(), id)
            .map(node ->
                Answer.ok(Map.of("item", documents.konnect(documents.look(tenant.id()), node))))
            .orElseGet(KonnectEndpoints::missing);
  }

  private Answer forget(Call call, Tenant tenant) {
    UUID id = id(call.parameter(1));
    return id != null && fleet.forget(tenant.id(), id) ? Answer.noContent() : missing();
  }

  private Answer expected(Tenant tenant, String member, Object value) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(member, value);
    answer.put("created_at", tenant.createdAt().getEpochSecond());
    answer.put("updated_at", clock.instant().getEpochSecond());
    return Answer.ok(answer);
  }
}
