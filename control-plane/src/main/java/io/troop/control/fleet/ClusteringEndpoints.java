package io.troop.control.fleet;

import io.troop.certs.TrustException;
import io.troop.control.ControlSettings;
import io.troop.control.ListenAddress;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.Endpoint;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The fleet in Kong's Admin API, and enrolling a node, which Kong has no call for.
final class ClusteringEndpoints implements EndpointSource {

  private static final String NOT_A_CONTROL_PLANE =
      "this endpoint is only available when Kong is configured to run as Control Plane for the"
          + " cluster";
  private static final String IMAGE = "troop/data-plane:latest";

  /// Where nodes dial when they come from outside, for the instructions to start them.
  private static final Setting<String> ENDPOINT =
      Setting.text("troop_cluster_public_endpoint", null);

  private static final Setting<String> TELEMETRY_ENDPOINT =
      Setting.text("troop_telemetry_public_endpoint", null);
  private static final int PAGE = 100;
  private static final int MOST = 1000;

  private final Settings settings;
  private final Fleet fleet;
  private final NodeDocuments documents;
  private final ClientCertificates certificates;
  private final Enrolments enrolments;
  private final ClusterSettings cluster;

  ClusteringEndpoints(
      Settings settings,
      Fleet fleet,
      NodeDocuments documents,
      ClientCertificates certificates,
      Enrolments enrolments,
      ClusterSettings cluster) {
    this.settings = settings;
    this.fleet = fleet;
    this.documents = documents;
    this.certificates = certificates;
    this.enrolments = enrolments;
    this.cluster = cluster;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/clustering/data-planes", onControlPlane(this::nodes))
        .add("GET", "/clustering/data-planes/{id}", onControlPlane(this::node))
        .add("GET", "/clustering/status", onControlPlane(this::status))
        .add("GET", "/clustering/enrolments", this::enrolled)
        .add("POST", "/clustering/enrolments", this::enrol)
        .add("DELETE", "/clustering/enrolments/{id}", this::revoke);
  }

  private Endpoint onControlPlane(Endpoint endpoint) {
    boolean isOne = settings.get(ControlSettings.ROLE).equals("control_plane");
    return isOne ? endpoint : _ -> Answer.message(400, NOT_A_CONTROL_PLANE);
  }

  private Answer nodes(Call call) {
    int size = size(call);
    String offset = call.argument("offset").orElse("");
    List<NodeView> rest =
        fleet.nodes(call.controlPlane()).stream()
            .filter(node -> node.id().toString().compareTo(offset) > 0)
            .sorted((a, b) -> a.id().toString().compareTo(b.id().toString()))
            .limit(size + 1L)
            .toList();
    boolean more = rest.size() > size;
    List<NodeView> page = more ? rest.subList(0, size) : rest;
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    FleetDocuments.Look look = documents.look(call.controlPlane());
    answer.put("data", page.stream().map(node -> documents.kong(look, node)).toList());
    if (more) {
      String last = page.getLast().id().toString();
      answer.put(
          "next", call.prefix() + "/clustering/data-planes?offset=" + last + "&size=" + size);
      answer.put("offset", last);
    } else {
      answer.put("next", null);
    }
    return Answer.ok(answer);
  }

  private static int size(Call call) {
    try {
      int size = Integer.parseInt(call.argument("size").orElse(String.valueOf(PAGE)));
      return Math.max(1, Math.min(size, MOST));
    } catch (NumberFormatException _) {
      return PAGE;
    }
  }

  private Answer node(Call call) {
    UUID id = KonnectEndpoints.id(call.parameter(0));
    return id == null
        ? Answer.notFound()
        : fleet
            .node(call.controlPlane(), id)
            .map(node -> Answer.ok(documents.kong(documents.look(call.controlPlane()), node)))
            .orElseGet(Answer::notFound);
  }

  private Answer status(Call call) {
    Map<String, Object> nodes = new LinkedHashMap<>();
    fleet
        .nodes(call.controlPlane())
        .forEach(node -> nodes.put(node.id().toString(), documents.status(node)));
    return Answer.ok(nodes).with("Deprecation", "true");
  }

  private Answer enrolled(Call call) {
    List<Map<String, Object>> data =
        certificates.list(call.controlPlane()).stream()
            .map(entry -> {
              Map<String, Object> document = NodeDocuments.certificate(entry);
              document.put("name", entry.title() == null ? "" : entry.title());
              document.put("certificate", document.remove("cert"));
              document.remove("title");
              return document;
            })
            .toList();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("data", data);
    answer.put("next", null);
    return Answer.ok(answer);
  }

  private Answer enrol(Call call) {
    Object given = call.body().fields().get("name");
    String name = given instanceof String text && !text.isBlank() ? text.strip() : "node";
    if (name.length() > 64) {
      return Answer.message(400, "name: longer than a common name (expected: up to 64 characters)");
    }
    Object own = call.body().fields().get("certificate");
    Enrolments.Enrolment enrolment;
    try {
      enrolment =
          own instanceof String pem && !pem.isBlank()
              ? enrolments.register(call.controlPlane(), name, pem)
              : enrolments.enrol(
                  call.controlPlane(),
                  name,
                  String.valueOf(call.body().fields().get("long_lived")).equals("true"));
    } catch (TrustException problem) {
      return Answer.message(400, "certificate: " + problem.getMessage());
    } catch (ClientCertificates.AlreadyRegistered problem) {
      return Answer.message(409, String.valueOf(problem.getMessage()));
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("id", enrolment.registered().id().toString());
    answer.put("name", name);
    answer.put("certificate", enrolment.registered().cert());
    answer.put("private_key", enrolment.privateKey());
    answer.put("ca_certificate", enrolment.trustAnchors());
    answer.put("created_at", enrolment.registered().createdAt().getEpochSecond());
    answer.put("instructions", instructions(call, enrolment).document());
    return Answer.created(answer).with("Cache-Control", "no-store");
  }

  private NodeInstructions instructions(Call call, Enrolments.Enrolment enrolment) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (call.body().fields().get("labels") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
    }
    String host = call.request().host();
    return new NodeInstructions(
        settings.find(ENDPOINT).orElseGet(() -> place(host, cluster.listen(), 8005)),
        settings
            .find(TELEMETRY_ENDPOINT)
            .orElseGet(() -> place(host, cluster.telemetryListen(), 8006)),
        labels,
        enrolment.registered().cert(),
        enrolment.privateKey(),
        enrolment.trustAnchors(),
        call.body().fields().get("image") instanceof String image ? image : IMAGE);
  }

  /// Nodes reach this process by the name its Admin API was called by, unless settings say another.
  private static String place(String host, List<ListenAddress> listening, int usualPort) {
    int port = listening.isEmpty() ? usualPort : listening.getFirst().port();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private Answer revoke(Call call) {
    UUID id = KonnectEndpoints.id(call.parameter(0));
    return id != null && certificates.delete(call.controlPlane(), id)
        ? Answer.noContent()
        : Answer.notFound();
  }
}
