package io.troop.control.governance.export;

import io.troop.control.keys.KeyRing;
import io.troop.control.keys.Renewal;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Encrypts the configurations of targets anew.
@Component
class ExportRenewal implements Renewal {

  private record Held(String name, byte[] config) {}

  private final JdbcTemplate jdbc;
  private final KeyRing ring;

  ExportRenewal(JdbcTemplate jdbc, KeyRing ring) {
    this.jdbc = jdbc;
    this.ring = ring;
  }

  @Override
  public long renew() {
    long changed = 0;
    for (Held row :
        jdbc.query(
            "select name, config from audit_export",
            (found, _) -> new Held(found.getString(1), found.getBytes(2)))) {
      if (!ring.isNewest(row.config())) {
        String context = ExportStore.context(row.name());
        changed +=
            jdbc.update(
                "update audit_export set config = ? where name = ? and config = ?",
                ring.encrypt(ring.decrypt(row.config(), context), context),
                row.name(),
                row.config());
      }
    }
    return changed;
  }
}
