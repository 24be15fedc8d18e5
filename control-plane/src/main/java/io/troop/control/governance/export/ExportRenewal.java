package io.troop.control.governance.export;

import io.troop.control.keys.KeyRing;
import io.troop.control.keys.Renewal;
import io.troop.control.keys.SecretColumn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Encrypts the configurations of targets anew.
@Component
class ExportRenewal implements Renewal {

  private final JdbcTemplate jdbc;
  private final KeyRing ring;

  ExportRenewal(JdbcTemplate jdbc, KeyRing ring) {
    this.jdbc = jdbc;
    this.ring = ring;
  }

  @Override
  public long renew() {
    return new SecretColumn("audit_export", "name", "config")
        .renew(jdbc, ring, name -> ExportStore.context((String) name));
  }
}
