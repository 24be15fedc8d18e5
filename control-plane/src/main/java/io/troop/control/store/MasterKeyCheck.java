package io.troop.control.store;

import io.troop.certs.MasterKey;
import io.troop.certs.TrustException;
import io.troop.settings.SettingException;
import java.nio.charset.StandardCharsets;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// All processes on one database need the same master key: with another one a process could read no
/// secret, and what it wrote the others could not read. Such a process does not start.
@Component
class MasterKeyCheck {

  private static final String CONTEXT = "installation";
  private static final byte[] KNOWN = "troop".getBytes(StandardCharsets.US_ASCII);

  MasterKeyCheck(JdbcTemplate jdbc, MasterKey key) {
    jdbc.update(
        "insert into installation (key_check) values (?) on conflict do nothing",
        (Object) key.encrypt(KNOWN, CONTEXT));
    byte[] check = jdbc.queryForObject("select key_check from installation", byte[].class);
    try {
      key.decrypt(check == null ? new byte[0] : check, CONTEXT);
    } catch (TrustException problem) {
      throw new SettingException(
          "TROOP_MASTER_KEY: not the key that the secrets in this database are encrypted with"
              + " (expected: the same value, or the same master.key file, for every control plane"
              + " on one database)");
    }
  }
}
