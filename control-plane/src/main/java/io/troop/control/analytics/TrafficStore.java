package io.troop.control.analytics;

import io.troop.sketch.LatencySketch;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Traffic in PostgreSQL, in partitions that are made ahead and dropped when their time is over.
/// *Thread-safe.* Every process writes rows under an id of its own.
final class TrafficStore {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

  /// A number of ours, so that two processes don't make the same partition at the same time.
  private static final long LOCK = 0x7472_6f6f_7001L;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final UUID writer;

  TrafficStore(JdbcTemplate jdbc, PlatformTransactionManager transactions, UUID writer) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.writer = writer;
  }

  /// A sum, ready to be stored. *Immutable.*
  record Row(
      Cell cell,
      int part,
      long[] requests,
      long bytesIn,
      long bytesOut,
      byte[] latency,
      byte[] upstream) {

    static Row of(Cell cell, int part, Totals totals) {
      long[] requests = new long[Totals.CLASSES];
      for (int digit = 0; digit < requests.length; digit++) {
        requests[digit] = totals.requests(digit);
      }
      return new Row(
          cell,
          part,
          requests,
          totals.bytesIn(),
          totals.bytesOut(),
          totals.latency().encoded(),
          totals.upstream().encoded());
    }
  }

  /// What is asked for; null for all.
  ///
  /// @param byNode whether sums of nodes are meant rather than of routes, services and consumers
  /// @param byPlugin whether the time of plugins is meant rather than requests
  record Question(
      UUID controlPlane,
      Step step,
      Instant from,
      Instant to,
      boolean byNode,
      @Nullable UUID node,
      @Nullable UUID route,
      @Nullable UUID service,
      @Nullable UUID consumer,
      boolean byPlugin,
      @Nullable String plugin) {}

  /// Stores sums in place of what was stored of them before.
  void save(List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Map<Step, List<Row>> byStep = new EnumMap<>(Step.class);
    rows.forEach(row -> byStep.computeIfAbsent(row.cell().step(), _ -> new ArrayList<>()).add(row));
    transaction.executeWithoutResult(_ ->
        byStep.forEach((step, of) ->
            jdbc.batchUpdate(
                "insert into "
                    + step.table()
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " on conflict (control_plane, at, node, route, service, consumer, plugin,"
                    + " writer, part) do update set none = excluded.none, s1xx = excluded.s1xx,"
                    + " s2xx = excluded.s2xx, s3xx = excluded.s3xx, s4xx = excluded.s4xx,"
                    + " s5xx = excluded.s5xx, bytes_in = excluded.bytes_in,"
                    + " bytes_out = excluded.bytes_out, latency = excluded.latency,"
                    + " upstream = excluded.upstream",
                of,
                500,
                this::set)));
  }

  private void set(PreparedStatement statement, Row row) throws SQLException {
    Cell cell = row.cell();
    statement.setObject(1, cell.controlPlane());
    statement.setTimestamp(2, Timestamp.from(cell.at()));
    statement.setObject(3, cell.node());
    statement.setObject(4, cell.route());
    statement.setObject(5, cell.service());
    statement.setObject(6, cell.consumer());
    statement.setObject(7, writer);
    statement.setInt(8, row.part());
    for (int digit = 0; digit < Totals.CLASSES; digit++) {
      statement.setLong(9 + digit, row.requests()[digit]);
    }
    statement.setLong(15, row.bytesIn());
    statement.setLong(16, row.bytesOut());
    statement.setBytes(17, row.latency());
    statement.setBytes(18, row.upstream());
    statement.setString(19, cell.plugin());
  }

  /// Reads sums, row by row.
  void read(Question question, BiConsumer<Cell, Totals> reader) {
    StringBuilder sql =
        new StringBuilder("select * from ")
            .append(question.step().table())
            .append(" where control_plane = ? and at >= ? and at < ? and node ")
            .append(question.byNode() ? "<>" : "=")
            .append(" ? and plugin ")
            .append(question.byPlugin() ? "<>" : "=")
            .append(" ''");
    List<Object> values =
        new ArrayList<>(
            List.of(
                question.controlPlane(),
                Timestamp.from(question.from()),
                Timestamp.from(question.to()),
                Cell.NONE));
    condition(sql, values, "node", question.node());
    condition(sql, values, "route", question.route());
    condition(sql, values, "service", question.service());
    condition(sql, values, "consumer", question.consumer());
    condition(sql, values, "plugin", question.plugin());
    transaction.executeWithoutResult(_ -> {
      jdbc.query(
          sql.toString(),
          (ResultSet row) -> reader.accept(cell(question.step(), row), totals(row)),
          values.toArray());
    });
  }

  private static void condition(
      StringBuilder sql, List<Object> values, String column, @Nullable Object value) {
    if (value != null) {
      sql.append(" and ").append(column).append(" = ?");
      values.add(value);
    }
  }

  private static Cell cell(Step step, ResultSet row) throws SQLException {
    return new Cell(
        step,
        row.getObject("control_plane", UUID.class),
        row.getTimestamp("at").toInstant(),
        row.getObject("node", UUID.class),
        row.getObject("route", UUID.class),
        row.getObject("service", UUID.class),
        row.getObject("consumer", UUID.class),
        row.getString("plugin"));
  }

  private static Totals totals(ResultSet row) throws SQLException {
    Totals totals = new Totals();
    totals.add(
        new long[] {
          row.getLong("none"),
          row.getLong("s1xx"),
          row.getLong("s2xx"),
          row.getLong("s3xx"),
          row.getLong("s4xx"),
          row.getLong("s5xx")
        },
        row.getLong("bytes_in"),
        row.getLong("bytes_out"),
        LatencySketch.decode(row.getBytes("latency")),
        LatencySketch.decode(row.getBytes("upstream")));
    return totals;
  }

  /// Makes the partitions of the next days and drops those whose time is over.
  void keep(Instant now) {
    transaction.executeWithoutResult(_ -> {
      jdbc.query("select pg_advisory_xact_lock(?)", _ -> {}, LOCK);
      for (Step step : Step.values()) {
        make(step, now);
        drop(step, now);
      }
    });
  }

  private void make(Step step, Instant now) {
    Instant end = step.next(step.next(step.partition(now)));
    Instant oldest = now.minus(Step.MINUTE.kept());
    for (Instant begin = step.partition(oldest); begin.isBefore(end); begin = step.next(begin)) {
      // Identifiers and bounds of our own making; a statement of this kind takes no parameters.
      jdbc.execute(
          "create table if not exists %s partition of %s for values from ('%s') to ('%s')"
              .formatted(partition(step, begin), step.table(), begin, step.next(begin)));
    }
  }

  private void drop(Step step, Instant now) {
    String oldest = partition(step, step.partition(now.minus(step.kept())));
    jdbc.queryForList(
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " join pg_class p on p.oid = i.inhparent where p.relname = ? and c.relname < ?",
            String.class,
            step.table(),
            oldest)
        .forEach(name -> jdbc.execute("drop table " + name));
  }

  private static String partition(Step step, Instant begin) {
    return step.table() + "_" + NAME.format(begin);
  }
}
