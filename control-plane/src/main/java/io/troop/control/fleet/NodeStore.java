package io.troop.control.fleet;

import io.troop.certs.Fingerprint;
import io.troop.control.database.RowBatch;
import io.troop.control.database.RowBatch.Column;
import io.troop.control.fleet.NodeView.Held;
import io.troop.control.fleet.NodeView.Quarantined;
import io.troop.state.CanonicalJson;
import io.troop.state.EntityKey;
import io.troop.state.Root;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// The nodes in the database, where every process of the control plane sees them. *Thread-safe.*
public final class NodeStore {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String UPSERT =
      """
      insert into node values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (control_plane, id) do update set
        certificate = excluded.certificate, expires_at = excluded.expires_at, ip = excluded.ip,
        hostname = excluded.hostname, version = excluded.version, labels = excluded.labels,
        plugins = excluded.plugins, connected = excluded.connected,
        connected_at = excluded.connected_at, last_seen = excluded.last_seen,
        revision = excluded.revision, root = excluded.root, applied_at = excluded.applied_at,
        apply_micros = excluded.apply_micros, quarantined = excluded.quarantined,
        rejection = excluded.rejection, last_transfer = excluded.last_transfer,
        snapshots = excluded.snapshots, kind = excluded.kind, vitals = excluded.vitals,
        pinned_revision = excluded.pinned_revision, draining = excluded.draining,
        trust_number = excluded.trust_number, problems = excluded.problems
      where node.last_seen <= excluded.last_seen
      """;

  private final JdbcTemplate jdbc;
  private final JdbcClient database;
  private final TransactionTemplate transaction;

  public NodeStore(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.database = JdbcClient.create(jdbc);
    this.transaction = new TransactionTemplate(transactions);
  }

  /// Stores nodes; one that another process saw later stays as it is. In a few round trips, however
  /// many they are: a whole fleet changes with every commit.
  public void save(Collection<NodeView> nodes) {
    if (!nodes.isEmpty()) {
      List<@Nullable Object[]> rows = nodes.stream().map(NodeStore::row).toList();
      transaction.executeWithoutResult(_ -> jdbc.batchUpdate(UPSERT, rows));
    }
  }

  /// Stores when nodes said a word last, and nothing else.
  public void heard(Collection<NodeView> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    RowBatch words = new RowBatch(Column.ID, Column.ID, Column.NUMBER);
    nodes.forEach(
        node -> words.add(node.member().controlPlane(), node.id(), micros(node.lastSeen())));
    transaction.executeWithoutResult(_ ->
        jdbc.execute(
            "update node set last_seen = to_timestamp(word.at / 1e6) from "
                + words.unnest()
                + " as word (control_plane, id, at) where node.control_plane = word.control_plane"
                + " and node.id = word.id and node.last_seen < to_timestamp(word.at / 1e6)",
            (PreparedStatementCallback<Boolean>)
                statement -> {
                  words.bind(statement, 1);
                  return statement.execute();
                }));
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private static @Nullable Object[] row(NodeView node) {
    Held held = node.held();
    Vitals vitals = node.extras().vitals();
    return new @Nullable Object[] {
      node.member().controlPlane(),
      node.id(),
      node.member().certificate().hex(),
      Timestamp.from(node.member().expires()),
      node.member().address(),
      node.hostname(),
      node.version(),
      CanonicalJson.text(node.labels()),
      CanonicalJson.text(node.plugins()),
      node.connected(),
      Timestamp.from(node.createdAt()),
      Timestamp.from(node.connectedAt()),
      Timestamp.from(node.lastSeen()),
      held == null ? null : held.revision(),
      held == null ? null : held.root().toString(),
      held == null ? null : Timestamp.from(held.at()),
      held == null ? null : held.took().toNanos() / 1000,
      CanonicalJson.text(quarantined(node.quarantined())),
      node.rejection(),
      node.lastTransfer(),
      node.snapshots(),
      node.extras().kind(),
      vitals == null ? null : CanonicalJson.text(vitals.document()),
      node.extras().pinnedRevision(),
      node.extras().draining(),
      node.extras().trustNumber(),
      CanonicalJson.text(node.extras().problems())
    };
  }

  /// The stored nodes of all control planes.
  public List<NodeView> all() {
    return database.sql("select * from node").query((row, _) -> view(row)).list();
  }

  /// The stored nodes of a control plane.
  public List<NodeView> nodes(UUID controlPlane) {
    return database
        .sql("select * from node where control_plane = ?")
        .param(controlPlane)
        .query((row, _) -> view(row))
        .list();
  }

  /// @return whether there was one
  public boolean delete(UUID controlPlane, UUID node) {
    Integer rows =
        transaction.execute(_ ->
            database
                .sql("delete from node where control_plane = ? and id = ?")
                .param(controlPlane)
                .param(node)
                .update());
    return rows != null && rows > 0;
  }

  /// Forgets nodes that nobody has seen since.
  public void purge(Instant before) {
    transaction.executeWithoutResult(_ ->
        database
            .sql("delete from node where last_seen < ?")
            .param(Timestamp.from(before))
            .update());
  }

  private static NodeView view(ResultSet row) throws SQLException {
    return new NodeView(
        row.getObject("id", UUID.class),
        new Member(
            row.getObject("control_plane", UUID.class),
            new Fingerprint(row.getString("certificate")),
            row.getTimestamp("expires_at").toInstant(),
            row.getString("ip")),
        row.getString("hostname"),
        row.getString("version"),
        texts(row.getString("labels")),
        texts(row.getString("plugins")),
        row.getBoolean("connected"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("connected_at").toInstant(),
        row.getTimestamp("last_seen").toInstant(),
        held(row),
        quarantined(row.getString("quarantined")),
        row.getString("rejection"),
        row.getString("last_transfer"),
        row.getLong("snapshots"),
        extras(row));
  }

  private static NodeView.Extras extras(ResultSet row) throws SQLException {
    String vitals = row.getString("vitals");
    return new NodeView.Extras(
        row.getString("kind"),
        row.getObject("pinned_revision", Long.class),
        row.getBoolean("draining"),
        vitals == null ? null : Vitals.of(JSON.readValue(vitals, Map.class)),
        row.getLong("trust_number"),
        texts(row.getString("problems")));
  }

  private static @Nullable Held held(ResultSet row) throws SQLException {
    String root = row.getString("root");
    return root == null
        ? null
        : new Held(
            row.getLong("revision"),
            Root.parse(root),
            row.getTimestamp("applied_at").toInstant(),
            Duration.ofNanos(row.getLong("apply_micros") * 1000));
  }

  private static Map<String, String> texts(String json) {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<?, ?> read = JSON.readValue(json, Map.class);
    read.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
    return texts;
  }

  private static List<Map<String, Object>> quarantined(List<Quarantined> entities) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Quarantined entity : entities) {
      documents.add(
          Map.of(
              "kind", entity.key().kind(),
              "id", entity.key().id().toString(),
              "reason", entity.reason(),
              "serves_last_good", entity.servesLastGood()));
    }
    return documents;
  }

  private static List<Quarantined> quarantined(String json) {
    List<Quarantined> entities = new ArrayList<>();
    List<?> read = JSON.readValue(json, List.class);
    for (Object item : read) {
      Map<?, ?> document = (Map<?, ?>) item;
      entities.add(
          new Quarantined(
              new EntityKey(
                  String.valueOf(document.get("kind")),
                  UUID.fromString(String.valueOf(document.get("id")))),
              String.valueOf(document.get("reason")),
              Boolean.TRUE.equals(document.get("serves_last_good"))));
    }
    return entities;
  }
}
