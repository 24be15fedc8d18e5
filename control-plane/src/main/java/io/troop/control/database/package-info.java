/// PostgreSQL: an embedded server that keeps its data below `TROOP_HOME` ([EmbeddedPostgres]), or
/// the one that `KONG_PG_*` names. Knows nothing of what is stored.
@NullMarked
package io.troop.control.database;

import org.jspecify.annotations.NullMarked;
