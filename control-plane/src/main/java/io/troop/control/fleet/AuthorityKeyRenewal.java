package io.troop.control.fleet;

import io.troop.control.keys.KeyRing;
import io.troop.control.keys.Renewal;
import io.troop.control.keys.SecretColumn;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Encrypts the keys of control planes anew.
@Component
class AuthorityKeyRenewal implements Renewal {

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
    return new SecretColumn("control_plane_keys", "control_plane", column)
        .renew(jdbc, ring, id -> ControlPlaneKeys.context(what, (UUID) id));
  }
}
