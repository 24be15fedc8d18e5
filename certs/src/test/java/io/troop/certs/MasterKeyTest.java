package io.troop.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {

  @TempDir Path home;
  private final SecureRandom random = new SecureRandom();
  private final byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);

  @Test
  void decryptsWithTheKeyOfItsFile() throws IOException {
    Path file = home.resolve("keys/master.key");
    byte[] encrypted = MasterKey.load(null, file, random).encrypt(secret, "ca");
    assertThat(MasterKey.load("", file, random).decrypt(encrypted, "ca")).isEqualTo(secret);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void prefersTheGivenKeyAndLeavesNoFile() {
    String given = Base64.getEncoder().encodeToString(new byte[32]);
    Path file = home.resolve("master.key");
    MasterKey.load(given, file, random);
    assertThat(file).doesNotExist();
  }

  @Test
  void refusesAKeyOfAnotherLength() {
    assertThatThrownBy(() -> MasterKey.load("c2hvcnQ=", home.resolve("k"), random))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining("TROOP_MASTER_KEY: 5 bytes (expected: 32 bytes in base64)");
  }

  @Test
  void refusesAnotherContextAnotherKeyAndChangedBytes() {
    MasterKey key = MasterKey.derive(secret, "one", random);
    byte[] encrypted = key.encrypt(secret, "ca/1");
    assertThat(key.decrypt(encrypted, "ca/1")).isEqualTo(secret);
    assertThatThrownBy(() -> key.decrypt(encrypted, "ca/2")).isInstanceOf(TrustException.class);
    assertThatThrownBy(() -> MasterKey.derive(secret, "two", random).decrypt(encrypted, "ca/1"))
        .isInstanceOf(TrustException.class);
    for (int i = 0; i < encrypted.length; i++) {
      byte[] changed = encrypted.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> key.decrypt(changed, "ca/1")).isInstanceOf(TrustException.class);
    }
  }
}
