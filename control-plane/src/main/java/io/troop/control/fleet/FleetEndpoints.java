package io.troop.control.fleet;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.ShortList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The truth about every node, as `docs/fleet.md` describes it.
final class FleetEndpoints implements EndpointSource {

  private final Fleet fleet;
  private final FleetDocuments documents;
  private final AdoptionOrders adoptions;

  FleetEndpoints(Fleet fleet, FleetDocuments documents, AdoptionOrders adoptions) {
    this.adoptions = adoptions;
    this.fleet = fleet;
    this.documents = documents;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/fleet", this::all)
        .add("GET", "/fleet/{node}", this::one)
        .add("DELETE", "/fleet/{node}", this::forget)
        .add("POST", "/fleet/adopt", call -> adopt(call, null))
        .add("POST", "/fleet/{node}/adopt", this::adoptOne);
  }

  private Answer all(Call call) {
    List<NodeView> nodes = fleet.nodes(call.controlPlane());
    FleetDocuments.Look look = documents.new Look(call.controlPlane());
    ShortList.Page<NodeView> page =
        list(look).page(call, nodes.stream().filter(node -> isChosen(call, look, node)).toList());
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("desired", look.desiredByAll());
    answer.put("counts", counts(nodes, look));
    answer.put("nodes", page.rows().stream().map(look::node).toList());
    answer.put("offset", page.next());
    return Answer.ok(answer);
  }

  private static ShortList<NodeView> list(FleetDocuments.Look look) {
    return ShortList.<NodeView>by(node -> node.id().toString())
        .searchedIn(FleetEndpoints::texts)
        .orderedBy("hostname", NodeView::hostname)
        .orderedBy("version", NodeView::version)
        .orderedByNumber("state", node -> look.state(node).rank())
        .orderedByNumber("revision", node -> node.held() == null ? 0 : node.held().revision())
        .orderedByNumber("last_seen", node -> node.lastSeen().getEpochSecond())
        .orderedByNumber("connected_at", node -> node.connectedAt().getEpochSecond())
        .orderedByNumber("expires_at", node -> node.member().expires().getEpochSecond());
  }

  private static Stream<String> texts(NodeView node) {
    return Stream.concat(
        Stream.of(node.hostname(), node.id().toString(), node.member().address(), node.version()),
        node.labels().entrySet().stream().map(label -> label.getKey() + ":" + label.getValue()));
  }

  private static boolean isChosen(Call call, FleetDocuments.Look look, NodeView node) {
    String label = call.argument("label").orElse("");
    int colon = label.indexOf(':');
    boolean labelled =
        label.isEmpty()
            || (colon < 0
                ? node.labels().containsKey(label)
                : label.substring(colon + 1).equals(node.labels().get(label.substring(0, colon))));
    String state = call.argument("state").orElse("");
    return labelled && (state.isEmpty() || look.state(node).text().equals(state));
  }

  private static Map<String, Object> counts(List<NodeView> nodes, FleetDocuments.Look look) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("nodes", nodes.size());
    counts.put("connected", nodes.stream().filter(NodeView::connected).count());
    for (NodeState state : NodeState.values()) {
      counts.put(state.text(), nodes.stream().filter(node -> look.state(node) == state).count());
    }
    counts.put("draining", nodes.stream().filter(node -> node.extras().draining()).count());
    counts.put("expiring", nodes.stream().filter(look::isExpiring).count());
    return counts;
  }

  private Answer one(Call call) {
    UUID id = KonnectEndpoints.id(call.parameter(0));
    FleetDocuments.Look look = documents.new Look(call.controlPlane());
    return id == null
        ? Answer.notFound()
        : fleet
            .node(call.controlPlane(), id)
            .map(node -> Answer.ok(look.nodeWithEntities(node)))
            .orElseGet(Answer::notFound);
  }

  private Answer adoptOne(Call call) {
    UUID id = KonnectEndpoints.id(call.parameter(0));
    return id == null || fleet.node(call.controlPlane(), id).isEmpty()
        ? Answer.notFound()
        : adopt(call, id);
  }

  /// Nodes that refuse this control plane's history are ordered to take it up.
  private Answer adopt(Call call, @Nullable UUID node) {
    AdoptionOrders.Given given = adoptions.order(call.controlPlane(), node);
    return Answer.ok(Map.of("told", texts(given.told()), "passed_on", texts(given.passedOn())));
  }

  private static List<String> texts(List<UUID> ids) {
    return ids.stream().map(UUID::toString).toList();
  }

  private Answer forget(Call call) {
    UUID id = KonnectEndpoints.id(call.parameter(0));
    return id != null && fleet.forget(call.controlPlane(), id)
        ? Answer.noContent()
        : Answer.notFound();
  }
}
