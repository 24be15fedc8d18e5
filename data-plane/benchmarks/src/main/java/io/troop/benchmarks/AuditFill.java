package io.troop.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Properties;

/// Fills the audit log of a control plane with as many entries as are wanted, each with the hash of
/// the one before: copied into partitions of its own, which are then put in the place of what was
/// there. *Confined to one thread.*
final class AuditFill implements AutoCloseable {

  private static final String CHAIN = "requests";
  private static final long DAY = 86_400;
  private static final long AHEAD_SECONDS = 45;
  private static final long SAMPLE = 50_000;

  /// So many entries are verified in a second at least.
  private static final long SLOWEST_VERIFIED = 40_000;

  /// How long, in days, the entries that stay do so: each day is a partition.
  private static final int DAYS = 10;

  private final Connection connection;
  private final MessageDigest digest;
  private final String controlPlane;
  private final String workspace;
  private final String template;
  private long seq;
  private byte[] hash = new byte[32];

  /// @param home of the control plane, which has its database below it, and one entry at least
  AuditFill(Path home) throws IOException, SQLException {
    Path postgres = home.resolve("postgres");
    String port = Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(3).strip();
    Properties login = new Properties();
    login.put("user", "troop");
    login.put("password", Files.readString(postgres.resolve("password")).strip());
    this.connection =
        DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", login);
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException(problem);
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select control_plane, workspace, entry from audit_entry where chain = '"
                    + CHAIN
                    + "' limit 1")) {
      row.next();
      controlPlane = row.getString(1);
      workspace = row.getString(2);
      template =
          row.getString(3)
              .replaceFirst("\"request_id\":\"[^\"]*\"", "\"request_id\":\"%1\\$032d\"")
              .replaceFirst("\"request_timestamp\":\\d+", "\"request_timestamp\":%2\\$d");
    }
  }

  /// Fills it: half of the entries stay up to a second, the others for days.
  ///
  /// @return from when on the first half is due, in seconds: so late that everything else is
  ///   measured by then
  long fill(long rows) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      long leave =
          System.currentTimeMillis() / 1000
              + AHEAD_SECONDS
              + rows * nanos(statement) * 2 / 1_000_000_000L
              + rows / SLOWEST_VERIFIED;
      fill(rows, leave);
      return leave;
    }
  }

  /// How long copying one row takes here.
  private long nanos(Statement statement) throws SQLException, IOException {
    long begun = System.nanoTime();
    copy(statement, SAMPLE, 0, 0, 1);
    statement.execute("drop table " + halfDone(0, 1));
    seq = 0;
    hash = new byte[32];
    return (System.nanoTime() - begun) / SAMPLE;
  }

  /// Fills it so that half of the entries are due from a second on.
  void fill(long rows, long leave) throws SQLException, IOException {
    long now = System.currentTimeMillis() / 1000;
    try (Statement statement = connection.createStatement()) {
      statement.execute("set maintenance_work_mem = '512MB'");
      long half = rows / 2;
      long width = Math.max(1, leave - now - 1);
      // Old partitions end where these begin, so that bounds never meet.
      copy(statement, half, now, leave - width, leave);
      for (int day = 1; day <= DAYS; day++) {
        long from = leave + (60 + day) * DAY;
        long count = (rows - half) * day / DAYS - (rows - half) * (day - 1) / DAYS;
        copy(statement, count, now, from, from + DAY);
      }
      connection.setAutoCommit(false);
      statement.execute("select * from audit_chain where name = '" + CHAIN + "' for update");
      statement.execute("delete from audit_entry where chain = '" + CHAIN + "'");
      attach(statement, leave - width, leave);
      for (int day = 1; day <= DAYS; day++) {
        long from = leave + (60 + day) * DAY;
        attach(statement, from, from + DAY);
      }
      statement.execute(
          "update audit_chain set seq = %d, hash = '\\x%s', gone_seq = 0, gone_hash = '\\x%s' where name = '%s'"
              .formatted(
                  seq,
                  HexFormat.of().formatHex(hash),
                  HexFormat.of().formatHex(new byte[32]),
                  CHAIN));
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("analyze audit_entry");
    }
  }

  private static String table(long from, long to) {
    return "audit_entry_" + from + "_" + to;
  }

  /// What it is called until then: the control plane drops partitions that it finds detached.
  private static String halfDone(long from, long to) {
    return "filling_" + from + "_" + to;
  }

  private static void attach(Statement statement, long from, long to) throws SQLException {
    statement.execute("alter table " + halfDone(from, to) + " rename to " + table(from, to));
    statement.execute(
        "alter table audit_entry attach partition %s for values from (%d) to (%d)"
            .formatted(table(from, to), from, to));
  }

  /// Entries that stay up to a time between these, in a table that is no partition yet.
  private void copy(Statement statement, long count, long now, long from, long to)
      throws SQLException, IOException {
    String table = halfDone(from, to);
    // Without a log of its own: what is measured is reading and dropping.
    statement.execute("create unlogged table " + table + " (like audit_entry including defaults)");
    copyIn("copy " + table + " from stdin", new Rows(count, now, from, to));
    // All that other partitions have, so that nothing is left to build when it is attached.
    statement.execute(
        "alter table %s add check (expires_at >= %d and expires_at < %d)"
            .formatted(table, from, to));
    statement.execute("alter table " + table + " add primary key (chain, seq, expires_at)");
    try (Statement other = connection.createStatement();
        ResultSet row =
            other.executeQuery(
                "select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = (select"
                    + " min(inhrelid) from pg_inherits where inhparent ="
                    + " 'audit_entry'::regclass) and not i.indisprimary")) {
      while (row.next()) {
        statement.execute(row.getString(1).replaceFirst("INDEX \\S+ ON \\S+", "INDEX ON " + table));
      }
    }
  }

  /// The driver is that of the control plane's application, which this module does not depend on.
  private void copyIn(String sql, InputStream rows) throws SQLException, IOException {
    try {
      Class<?> driver = Class.forName("org.postgresql.PGConnection");
      Object copies = driver.getMethod("getCopyAPI").invoke(connection.unwrap(driver));
      copies
          .getClass()
          .getMethod("copyIn", String.class, InputStream.class, int.class)
          .invoke(copies, sql, rows, 1 << 20);
    } catch (ReflectiveOperationException problem) {
      throw new IOException("the rows can't be copied", problem);
    }
  }

  /// Whether the partition is gone.
  boolean isGone(long leave) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_class where relname like 'audit_entry_%\\_"
                    + leave
                    + "' and relkind = 'r'")) {
      row.next();
      return row.getLong(1) == 0;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /// Lines as COPY reads them, made while they are read.
  private final class Rows extends InputStream {
    private final long count;
    private final long now;
    private final long from;
    private final long to;
    private long made;
    private byte[] ready = new byte[0];
    private int at;

    Rows(long count, long now, long from, long to) {
      this.count = count;
      this.now = now;
      this.from = from;
      this.to = to;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (at == ready.length && !make()) {
        return -1;
      }
      int part = Math.min(length, ready.length - at);
      System.arraycopy(ready, at, into, offset, part);
      at += part;
      return part;
    }

    private boolean make() {
      StringBuilder lines = new StringBuilder(1 << 20);
      while (made < count && lines.length() < 1 << 20) {
        long expires = Math.min(to - 1, from + made * (to - from) / count);
        line(lines, expires);
        made++;
      }
      ready = lines.toString().getBytes(StandardCharsets.UTF_8);
      at = 0;
      return ready.length > 0;
    }

    private void line(StringBuilder lines, long expires) {
      seq++;
      String text = filled(seq, now);
      digest.update(hash);
      digest.update(CHAIN.getBytes(StandardCharsets.UTF_8));
      digest.update(
          ByteBuffer.allocate(25).put((byte) 0).putLong(seq).putLong(now).putLong(expires).array());
      hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      lines
          .append(CHAIN)
          .append('\t')
          .append(seq)
          .append('\t')
          .append(now)
          .append('\t')
          .append(expires)
          .append('\t')
          .append(controlPlane)
          .append('\t')
          .append(workspace)
          .append('\t')
          .append(text.replace("\\", "\\\\"))
          .append("\t\\\\x")
          .append(HexFormat.of().formatHex(hash))
          .append('\n');
    }
  }

  private String filled(long number, long now) {
    String digits = Long.toString(number);
    return template
        .replace("%1$032d", "0".repeat(32 - digits.length()) + digits)
        .replace("%2$d", Long.toString(now));
  }
}
