package io.troop.control.database;

import java.lang.reflect.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rows for one statement, sent as one array per column: however many they are, the statement is
/// the same and is planned once. *Confined to one thread.*
public final class RowBatch {

  /// What a column holds.
  public enum Column {
    TEXT("text", String.class),
    ID("uuid", UUID.class),
    NUMBER("int8", Long.class),
    BYTES("bytea", byte[].class);

    private final String type;
    private final Class<?> element;

    Column(String type, Class<?> element) {
      this.type = type;
      this.element = element;
    }
  }

  private final Column[] columns;
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  public RowBatch(Column... columns) {
    this.columns = columns;
  }

  /// Adds a row: a value for each column.
  public void add(@Nullable Object... values) {
    if (values.length != columns.length) {
      throw new IllegalArgumentException(
          values.length + " values (expected: " + columns.length + ")");
    }
    rows.add(values);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /// What a statement selects them from.
  public String unnest() {
    return Arrays.stream(columns)
        .map(column -> "?::" + column.type + "[]")
        .collect(Collectors.joining(", ", "unnest(", ")"));
  }

  /// Sets the parameters of [#unnest].
  ///
  /// @param from the number of the first
  /// @return the number of the next
  public int bind(PreparedStatement statement, int from) throws SQLException {
    Connection connection = statement.getConnection();
    for (int i = 0; i < columns.length; i++) {
      int at = i;
      Class<?> element = columns[i].element;
      @Nullable Object[] values =
          rows.stream()
              .map(row -> row[at])
              .toArray(size -> (@Nullable Object[]) Array.newInstance(element, size));
      statement.setArray(from + i, connection.createArrayOf(columns[i].type, values));
    }
    return from + columns.length;
  }
}
