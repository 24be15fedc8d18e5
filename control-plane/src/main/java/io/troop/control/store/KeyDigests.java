package io.troop.control.store;

import io.troop.control.keys.KeyRing;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.Field;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/// What stands in the database for the values of a unique key. Of a secret value it is a keyed
/// hash: whoever reads the database can't try guesses on it. *Thread-safe.*
@Component
class KeyDigests {

  private final KeyRing master;

  KeyDigests(KeyRing master) {
    this.master = master;
  }

  byte[] of(EntitySpec spec, EntityFacts.UniqueKey key) {
    byte[] digest = key.digest().bytes();
    boolean secret =
        Arrays.stream(key.name().split(",", -1)).anyMatch(field -> isSecret(spec, field));
    return secret ? master.authenticate(digest, "unique key/" + key.kind()) : digest;
  }

  private static boolean isSecret(EntitySpec spec, String name) {
    Field field = spec.schema().field(name);
    return field != null && Secrets.isSecret(spec.name(), field);
  }
}
