package io.troop.control.keys;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/// A column of the database that holds a secret in each row, or null. *Immutable.*
///
/// @param key the column that tells rows apart
public record SecretColumn(String table, String key, String name) {

  private record Held(Object key, byte @Nullable [] secret) {}

  /// Encrypts anew what is not encrypted with the newest key.
  ///
  /// @param context where the secret of a row belongs, by its key: a [UUID] or a text
  /// @return how many rows were changed
  public long renew(JdbcTemplate jdbc, KeyRing ring, Function<Object, String> context) {
    long changed = 0;
    for (Held row :
        jdbc.query(
            "select %s, %s from %s".formatted(key, name, table),
            (found, _) -> new Held(found.getObject(1), found.getBytes(2)))) {
      byte[] old = row.secret();
      if (old != null && !ring.isNewest(old)) {
        String of = context.apply(row.key());
        // Whoever changed it meanwhile did so with the newest key.
        changed +=
            jdbc.update(
                "update %1$s set %2$s = ? where %3$s = ? and %2$s = ?".formatted(table, name, key),
                ring.encrypt(ring.decrypt(old, of), of),
                row.key(),
                old);
      }
    }
    return changed;
  }
}
