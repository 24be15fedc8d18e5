package io.troop.control.database;

import java.sql.Connection;
import java.sql.SQLException;

/// Opens connections to the database beside the pool, for who keeps one as long as the process
/// runs. *Thread-safe.*
@FunctionalInterface
public interface OwnConnections {

  /// A new connection, the caller's to close.
  Connection open() throws SQLException;
}
