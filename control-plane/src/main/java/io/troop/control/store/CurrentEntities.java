package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.EntityKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/// The entities at the head, read from the database: whichever process committed last, a reader
/// sees it. Pages are cut by key, so the last costs what the first does.
final class CurrentEntities implements Entities {

  private static final String COLUMNS = "select e.kind, e.id, e.workspace, e.document from ";

  /// What indexes hold: written there as here, letter by letter.
  private static final String NAME =
      "(lower(left(coalesce(e.document ->> 'name', e.document ->> 'username',"
          + " e.document ->> 'custom_id', e.document ->> 'instance_name', e.document ->> 'prefix',"
          + " e.document ->> 'target', e.document ->> 'host', e.document ->> 'kid',"
          + " e.document ->> 'group', ''), 100)) collate \"C\")";

  private static final String CREATED_AT =
      "coalesce((e.document ->> 'created_at')::numeric, 0::numeric)";

  private final JdbcTemplate jdbc;
  private final SecretFields secrets;
  private final KeyDigests digests;
  private final UUID controlPlane;

  CurrentEntities(JdbcTemplate jdbc, SecretFields secrets, KeyDigests digests, UUID controlPlane) {
    this.digests = digests;
    this.jdbc = jdbc;
    this.secrets = secrets;
    this.controlPlane = controlPlane;
  }

  @Override
  public Optional<Stored> byId(String workspace, EntityKey key) {
    return query(
            COLUMNS
                + "entity e where e.control_plane = ? and e.kind = ? and e.id = ?"
                + " and e.workspace = ?",
            List.of(controlPlane, key.kind(), key.id(), workspace))
        .stream()
        .findFirst();
  }

  @Override
  public Optional<Stored> byFields(
      String workspace, EntitySpec spec, Map<String, @Nullable Object> values) {
    EntityFacts.UniqueKey key = EntityFacts.UniqueKey.of(workspace, spec, values);
    return query(
            COLUMNS
                + "entity e where e.control_plane = ? and e.kind = ? and e.id = (select k.entity"
                + " from entity_key k where k.control_plane = ? and k.workspace = ?"
                + " and k.kind = ? and k.name = ? and k.digest = ?)",
            List.of(
                controlPlane,
                spec.name(),
                controlPlane,
                key.workspace(),
                spec.name(),
                key.name(),
                digests.of(spec, key)))
        .stream()
        .findFirst();
  }

  @Override
  public EntityQuery.Page page(EntityQuery query) {
    EntityQuery.Order order = query.order();
    String value =
        switch (order.by()) {
          case ID -> null;
          case NAME -> NAME;
          case CREATED_AT -> CREATED_AT;
        };
    StringBuilder sql =
        new StringBuilder("select e.kind, e.id, e.workspace, e.document, ")
            .append(value == null ? "null" : value + "::text")
            .append(" as place from ");
    List<Object> values = new ArrayList<>();
    String id;
    EntityQuery.Parent parent = query.parent();
    if (parent == null) {
      sql.append("entity e where e.control_plane = ? and e.workspace = ? and e.kind = ?");
      values.addAll(List.of(controlPlane, query.workspace(), query.kind()));
      id = "e.id";
    } else {
      sql.append(
          "entity_reference r join entity e on e.control_plane = r.control_plane"
              + " and e.kind = r.kind and e.id = r.entity"
              + " where r.control_plane = ? and r.target_kind = ? and r.target = ?"
              + " and r.kind = ? and r.field = ?");
      values.addAll(
          List.of(
              controlPlane,
              parent.entity().kind(),
              parent.entity().id(),
              query.kind(),
              parent.field()));
      id = "r.entity";
    }
    tags(query, id, sql, values);
    search(query, sql, values);
    String way = order.descending() ? " desc" : "";
    String from = order.from();
    if (value == null || from != null) {
      String than = order.descending() ? " <= " : " >= ";
      sql.append(
          value == null
              ? " and " + id + than + "?"
              : " and (" + value + ", " + id + ")" + than + "(" + place(order.by()) + ", ?)");
      if (from != null) {
        values.add(from);
      }
      values.add(query.from());
    }
    sql.append(" order by ").append(value == null ? "" : value + way + ", ");
    sql.append(id).append(way).append(" limit ?");
    values.add(query.size() + 1);
    List<EntityQuery.Placed> found =
        jdbc.query(
            sql.toString(),
            (row, _) -> new EntityQuery.Placed(stored(row), row.getString("place")),
            values.toArray());
    return EntityQuery.Page.of(found, query.size());
  }

  private static String place(EntityQuery.By by) {
    return by == EntityQuery.By.NAME ? "? collate \"C\"" : "?::numeric";
  }

  private void tags(EntityQuery query, String id, StringBuilder sql, List<Object> values) {
    List<String> words = query.tags().words();
    if (words.isEmpty()) {
      return;
    }
    String one =
        "select t.entity from entity_tag t where t.control_plane = ? and t.workspace = ?"
            + " and t.kind = ? and t.entity >= ? and t.tag";
    boolean byId = query.order().by() == EntityQuery.By.ID;
    List<Object> common =
        List.of(
            controlPlane, query.workspace(), query.kind(), byId ? query.from() : EntityQuery.FIRST);
    if (query.tags().all()) {
      for (String word : words) {
        sql.append(" and ").append(id).append(" in (").append(one).append(" = ?)");
        values.addAll(common);
        values.add(word);
      }
    } else {
      sql.append(" and ").append(id).append(" in (").append(one).append(" = any (?))");
      values.addAll(common);
      values.add(words.toArray(String[]::new));
    }
  }

  private static void search(EntityQuery query, StringBuilder sql, List<Object> values) {
    if (query.search().isEmpty()) {
      return;
    }
    String wanted = query.search().toLowerCase(Locale.ROOT);
    sql.append(" and (starts_with(e.id::text, ?)");
    values.add(wanted);
    for (String name : EntityQuery.NAMES) {
      sql.append(" or strpos(lower(e.document ->> '").append(name).append("'), ?) > 0");
      values.add(wanted);
    }
    sql.append(')');
  }

  @Override
  public List<Tagged> tags(
      String workspace, Optional<String> tag, Optional<Tagged> after, int size) {
    StringBuilder sql =
        new StringBuilder(
            "select tag, kind, entity from entity_tag where control_plane = ? and workspace = ?");
    List<Object> values = new ArrayList<>(List.of(controlPlane, workspace));
    tag.ifPresent(word -> {
      sql.append(" and tag = ?");
      values.add(word);
    });
    after.ifPresent(last -> {
      sql.append(" and (tag, kind, entity) > (?, ?, ?)");
      values.addAll(List.of(last.tag(), last.entity().kind(), last.entity().id()));
    });
    sql.append(" order by tag, kind, entity limit ?");
    values.add(size);
    return jdbc.query(
        sql.toString(),
        (row, _) ->
            new Tagged(
                row.getString("tag"),
                new EntityKey(row.getString("kind"), row.getObject("entity", UUID.class))),
        values.toArray());
  }

  private List<Stored> query(String sql, List<Object> values) {
    return jdbc.query(sql, (row, _) -> stored(row), values.toArray());
  }

  private Stored stored(ResultSet row) throws SQLException {
    String kind = row.getString("kind");
    Map<String, @Nullable Object> document =
        secrets.reveal(controlPlane, kind, Json.object(row.getString("document")));
    return new Stored(
        new EntityKey(kind, row.getObject("id", UUID.class)), row.getString("workspace"), document);
  }
}
