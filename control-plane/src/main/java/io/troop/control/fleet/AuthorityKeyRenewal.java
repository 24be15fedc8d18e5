package io.troop.control.fleet;

import io.troop.control.keys.KeyRing;
import io.troop.control.keys.Renewal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Encrypts the keys of control planes anew.
@Component
class AuthorityKeyRenewal implements Renewal {

  private record Held(UUID controlPlane, byte @Nullable [] secret) {}

  private final JdbcTemplate jdbc;
  private final KeyRing ring;

  AuthorityKeyRenewal(JdbcTemplate jdbc, KeyRing ring) {
    this.jdbc = jdbc;
    this.ring = ring;
  }

  @Override
  public long renew() {
    return renew("authority_secret", "authority")
        + renew("next_authority_secret", "authority")
        + renew("seal_secret", "seal");
  }

  private long renew(String column, String what) {
    long changed = 0;
    for (Held row :
        jdbc.query(
            "select control_plane, " + column + " from control_plane_keys",
            (found, _) -> new Held(found.getObject(1, UUID.class), found.getBytes(2)))) {
      byte[] old = row.secret();
      if (old != null && !ring.isNewest(old)) {
        String context = ControlPlaneKeys.context(what, row.controlPlane());
        // A rotation of the authority may be under way: then it has written it anew itself.
        changed +=
            jdbc.update(
                "update control_plane_keys set %1$s = ? where control_plane = ? and %1$s = ?"
                    .formatted(column),
                ring.encrypt(ring.decrypt(old, context), context),
                row.controlPlane(),
                old);
      }
    }
    return changed;
  }
}
