package io.troop.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.TrustException;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class KeyRingIT {

  private static final byte[] SECRET = "geheim".getBytes(StandardCharsets.UTF_8);

  private static ControlPlaneForTests control;
  private static JdbcTemplate jdbc;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.startWith(Map.of("audit_log", "on"));
    jdbc = control.bean(JdbcTemplate.class);
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static KeyRing ring(Map<String, String> settings, Map<String, String> environment) {
    SecureRandom random = new SecureRandom();
    RootSettings roots =
        RootSettings.of(Settings.of(settings), environment, InstantSource.system(), random);
    return new KeyRing(jdbc, roots, InstantSource.system(), random);
  }

  private static String key(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return Base64.getEncoder().encodeToString(key);
  }

  @Test
  void aRotationWhileOthersWriteLeavesNothingEncryptedWithTheOldKey() throws Exception {
    control.post("/consumers", Map.of("username", "before"));
    control.post("/consumers/before/key-auth", Map.of("key", "key-before"));
    control.put(
        "/audit/exports/hook",
        Map.of("kind", "webhook", "config", Map.of("url", "http://127.0.0.1:9", "secret", "s3")));
    AtomicInteger written = new AtomicInteger();
    AtomicBoolean stopped = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              while (!stopped.get()) {
                int number = written.get();
                Reply reply =
                    control.post(
                        "/consumers/before/key-auth", Map.of("key", "key-during-" + number));
                assertThat(reply.status()).isEqualTo(201);
                written.incrementAndGet();
              }
            });

    assertThat(control.post("/encryption/rotate", Map.of()).status()).isEqualTo(202);
    Map<String, Object> newest = awaitRenewed();
    stopped.set(true);
    writer.join();

    assertThat(newest.get("number")).isNotEqualTo(0L);
    for (String text :
        jdbc.queryForList(
            "select document::text from entity where kind = 'keyauth_credentials' union all"
                + " select after::text from change where kind = 'keyauth_credentials'",
            String.class)) {
      String prefix = control.bean(KeyRing.class).newestInBase64();
      assertThat(text).contains("$troop:encrypted:" + prefix).doesNotContain("key-before");
      assertThat(prefix).isNotEmpty();
    }
    for (String column : List.of("authority_secret", "seal_secret")) {
      assertThat(jdbc.queryForList("select " + column + " from control_plane_keys", byte[].class))
          .isNotEmpty()
          .allMatch(control.bean(KeyRing.class)::isNewest);
    }
    assertThat(jdbc.queryForList("select config from audit_export", byte[].class))
        .isNotEmpty()
        .allMatch(control.bean(KeyRing.class)::isNewest);
    assertThat(control.get("/consumers/before/key-auth/key-before").status()).isEqualTo(200);
    assertThat(control.get("/consumers/before/key-auth/key-during-0").status())
        .isEqualTo(written.get() > 0 ? 200 : 404);
    // What is read from the database, not from memory, can be read.
    assertThat(control.get("/revisions?size=1").status()).isEqualTo(200);
    assertThat(control.get("/audit/objects?size=1000").raw().body()).contains("encryption_keys");
    assertThat(control.get("/audit/verify").json()).containsEntry("valid", true);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> awaitRenewed() throws InterruptedException {
    Map<String, Object> newest = new LinkedHashMap<>();
    for (int i = 0; i < 600; i++) {
      newest =
          ((List<Map<String, Object>>) control.get("/encryption").json().get("keys")).getLast();
      if (newest.get("renewed_at") != null) {
        return newest;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError("not renewed within a minute: " + newest);
  }

  /// A table of keys for one test, and afterwards the one that was there.
  private static void apart(Runnable test) {
    List<Map<String, Object>> keys = jdbc.queryForList("select * from master_key");
    List<byte[]> checks = jdbc.queryForList("select key_check from installation", byte[].class);
    jdbc.execute("alter table master_key rename to master_key_away");
    jdbc.execute("create table master_key (like master_key_away including all)");
    jdbc.update("delete from installation");
    try {
      test.run();
    } finally {
      jdbc.execute("drop table master_key");
      jdbc.execute("alter table master_key_away rename to master_key");
      jdbc.update("delete from installation");
      jdbc.update("insert into installation (key_check) values (?)", (Object) checks.getFirst());
      assertThat(jdbc.queryForList("select * from master_key")).hasSameSizeAs(keys);
    }
  }

  @Test
  void rootsFollowEachOtherAndSecretsStayReadable() throws Exception {
    try (Holder holder = new Holder()) {
      apart(() -> {
        Map<String, String> vault =
            Map.of(
                "troop_master_key_provider", "vault",
                "troop_master_key_vault_addr", holder.base(),
                "troop_master_key_vault_token", "tok",
                "troop_master_key_vault_key", "troop");
        Map<String, String> kms =
            Map.of(
                "troop_master_key_provider", "aws-kms",
                "troop_master_key_kms_key_id", "alias/troop",
                "troop_master_key_kms_region", "eu-west-1",
                "troop_master_key_kms_endpoint", holder.base());
        Map<String, String> aws =
            Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "secret");
        byte[] first = ring(Map.of(), Map.of("TROOP_MASTER_KEY", key(1))).encrypt(SECRET, "here");

        // Another value, with the old one beside it.
        KeyRing next =
            ring(Map.of(), Map.of("TROOP_MASTER_KEY", key(2), "TROOP_MASTER_KEY_PREVIOUS", key(1)));
        assertThat(next.decrypt(first, "here")).isEqualTo(SECRET);
        assertThatThrownBy(() -> ring(Map.of(), Map.of("TROOP_MASTER_KEY", key(1))))
            .isInstanceOf(SettingException.class)
            .hasMessageContaining("TROOP_MASTER_KEY_PREVIOUS");

        // From the environment to Vault.
        KeyRing inVault = ring(vault, Map.of("TROOP_MASTER_KEY", key(2)));
        assertThat(inVault.decrypt(first, "here")).isEqualTo(SECRET);
        holder.version = 2;
        assertThat(inVault.rotate()).hasValue(1);
        assertThat(wrapped()).allMatch(text -> text.startsWith("vault:v2:"));
        byte[] second = inVault.encrypt(SECRET, "here");
        assertThat(inVault.isNewest(second)).isTrue();
        assertThat(inVault.isNewest(first)).isFalse();
        assertThat(inVault.rotate()).as("while one is under way").isEmpty();
        KeyRing again = ring(vault, Map.of());
        assertThat(again.decrypt(first, "here")).isEqualTo(SECRET);
        assertThat(again.decrypt(second, "here")).isEqualTo(SECRET);
        assertThatThrownBy(() -> again.decrypt(second, "elsewhere"))
            .isInstanceOf(TrustException.class);
        holder.isAway = true;
        assertThatThrownBy(() -> ring(vault, Map.of()))
            .isInstanceOf(SettingException.class)
            .hasMessageContaining("503");
        assertThat(again.decrypt(first, "here")).as("keys in memory").isEqualTo(SECRET);
        holder.isAway = false;

        // A new installation with its key in KMS.
        jdbc.update("delete from master_key");
        jdbc.update("delete from installation");
        byte[] third = ring(kms, aws).encrypt(SECRET, "here");
        assertThat(ring(kms, aws).decrypt(third, "here")).isEqualTo(SECRET);
        assertThat(holder.asked).contains("TrentService.Encrypt", "TrentService.Decrypt");
        assertThatThrownBy(
                () -> ring(kms, Map.of("AWS_ACCESS_KEY_ID", "x", "AWS_SECRET_ACCESS_KEY", "y")))
            .isInstanceOf(SettingException.class)
            .hasMessageContaining("403");
      });
    }
  }

  private static List<String> wrapped() {
    return jdbc.queryForList("select wrapped from master_key", byte[].class).stream()
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .toList();
  }

  @Test
  void otherProcessesUseANewKeyWithinASecond() {
    MutableSource clock = new MutableSource();
    apart(() -> {
      SecureRandom random = new SecureRandom();
      RootSettings roots =
          RootSettings.of(Settings.of(Map.of()), Map.of("TROOP_MASTER_KEY", key(1)), clock, random);
      KeyRing one = new KeyRing(jdbc, roots, clock, random);
      KeyRing other = new KeyRing(jdbc, roots, clock, random);
      one.rotate();

      assertThat(other.decrypt(one.encrypt(SECRET, "here"), "here")).isEqualTo(SECRET);
      clock.now = clock.now.plus(Duration.ofSeconds(1));
      assertThat(one.isNewest(other.encrypt(SECRET, "here"))).isTrue();
      assertThat(other.authenticate(SECRET, "x")).isEqualTo(one.authenticate(SECRET, "x"));
    });
  }

  private static final class MutableSource implements InstantSource {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void missingSettingsAreNamed() {
    assertThatThrownBy(() -> ring(Map.of("troop_master_key_provider", "vault"), Map.of()))
        .hasMessageContaining("troop_master_key_vault_addr is missing");
    assertThatThrownBy(() -> ring(Map.of("troop_master_key_provider", "aws-kms"), Map.of()))
        .hasMessageContaining("troop_master_key_kms_key_id is missing");
    assertThatThrownBy(() -> ring(Map.of("troop_master_key_provider", "paper"), Map.of()))
        .hasMessageContaining("local, aws-kms, vault");
  }
}
