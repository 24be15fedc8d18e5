package io.troop.control.keys;

import io.troop.certs.MasterKey;
import io.troop.certs.TrustException;
import io.troop.settings.SettingException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/// The keys that secrets are encrypted with. They lie in the database, wrapped by a root key that
/// does not; the newest encrypts, all decrypt. All processes on one database share them, and notice
/// a new one within a second. *Thread-safe.*
///
/// What key 0 encrypted is as [MasterKey] writes it; before that, other keys put `2`, their number
/// and a zero byte: six bytes, so that they can be told in base64.
public final class KeyRing {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final byte NUMBERED = 2;
  private static final int HEAD = 6;
  private static final int SIZE = 32;
  private static final String CHECK = "installation";
  private static final byte[] KNOWN = "troop".getBytes(StandardCharsets.US_ASCII);

  private final JdbcTemplate jdbc;
  private final RootKey root;
  private final List<RootKey> earlier;
  private final InstantSource clock;
  private final SecureRandom random;
  private volatile Ring ring;

  private record Ring(TreeMap<Integer, MasterKey> keys, Instant readAt) {
    int newest() {
      return keys.lastKey();
    }
  }

  private record Wrapped(int number, byte[] wrapped, String root) {}

  /// A key as it is shown.
  ///
  /// @param root what wraps it
  /// @param renewedAt when everything was encrypted with it; null as long as that is not so
  public record Shown(int number, String root, Instant createdAt, @Nullable Instant renewedAt) {}

  KeyRing(JdbcTemplate jdbc, RootSettings roots, InstantSource clock, SecureRandom random) {
    this.jdbc = jdbc;
    this.root = roots.root();
    this.earlier = roots.earlier();
    this.clock = clock;
    this.random = random;
    if (rows().isEmpty()) {
      begin();
    }
    this.ring = read();
  }

  /// The first key is the root itself, where that can be had: what was encrypted before there was a
  /// ring was encrypted with it.
  private void begin() {
    List<byte[]> checks =
        jdbc.query("select key_check from installation", (row, _) -> row.getBytes(1));
    byte[] first = checks.isEmpty() ? root.own() : ownOf(checks.getFirst());
    if (first == null) {
      first = fresh();
    }
    jdbc.update(
        "insert into master_key values (0, ?, ?, ?, ?) on conflict do nothing",
        root.wrap(first),
        root.name(),
        Timestamp.from(clock.instant()),
        Timestamp.from(clock.instant()));
    if (checks.isEmpty()) {
      jdbc.update(
          "insert into installation (key_check) values (?) on conflict do nothing",
          (Object) MasterKey.of(first, random).encrypt(KNOWN, CHECK));
    }
  }

  private byte[] ownOf(byte[] check) {
    for (RootKey each : roots()) {
      byte[] own = each.own();
      if (own != null) {
        try {
          MasterKey.of(own, random).decrypt(check, CHECK);
          return own;
        } catch (TrustException _) {
          // The next one, perhaps.
        }
      }
    }
    throw wrong();
  }

  private List<RootKey> roots() {
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(root), earlier.stream())
        .toList();
  }

  private static SettingException wrong() {
    return new SettingException(
        "TROOP_MASTER_KEY: not the key that the secrets in this database are encrypted with"
            + " (expected: the same value, or the same master.key file, for every control plane"
            + " on one database; after a change the old one in TROOP_MASTER_KEY_PREVIOUS)");
  }

  private byte[] fresh() {
    byte[] key = new byte[SIZE];
    random.nextBytes(key);
    return key;
  }

  private List<Wrapped> rows() {
    return jdbc.query(
        "select number, wrapped, root from master_key order by number",
        (row, _) -> new Wrapped(row.getInt(1), row.getBytes(2), row.getString(3)));
  }

  private Ring read() {
    TreeMap<Integer, MasterKey> keys = new TreeMap<>();
    for (Wrapped row : rows()) {
      keys.put(row.number(), MasterKey.of(unwrapped(row), random));
    }
    return new Ring(keys, clock.instant());
  }

  /// One that an earlier root wrapped is wrapped by the present one from now on.
  private byte[] unwrapped(Wrapped row) {
    @Nullable TrustException first = null;
    for (RootKey each : roots()) {
      try {
        byte[] key = each.unwrap(row.wrapped());
        if (!each.name().equals(root.name()) || !row.root().equals(root.name())) {
          wrap(row.number(), key);
          LOG.info("key {} is wrapped by {} now, not by {}", row.number(), root.name(), row.root());
        }
        return key;
      } catch (TrustException problem) {
        first = first == null ? problem : first;
      }
    }
    if (root.own() == null) {
      throw new SettingException(
          "the keys in the database can't be unwrapped: "
              + Objects.requireNonNull(first).getMessage());
    }
    throw wrong();
  }

  private void wrap(int number, byte[] key) {
    jdbc.update(
        "update master_key set wrapped = ?, root = ? where number = ?",
        root.wrap(key),
        root.name(),
        number);
  }

  private Ring current() {
    Ring seen = ring;
    Instant now = clock.instant();
    if (now.isBefore(seen.readAt().plus(FRESH)) && !now.isBefore(seen.readAt())) {
      return seen;
    }
    Integer newest = jdbc.queryForObject("select max(number) from master_key", Integer.class);
    Ring next = newest != null && newest == seen.newest() ? new Ring(seen.keys(), now) : read();
    ring = next;
    return next;
  }

  /// Encrypts with the newest key.
  ///
  /// @param context where the secret belongs; the same is needed to decrypt
  public byte[] encrypt(byte[] plain, String context) {
    Ring now = current();
    byte[] encrypted = Objects.requireNonNull(now.keys().get(now.newest())).encrypt(plain, context);
    byte[] head = head(now.newest());
    return ByteBuffer.allocate(head.length + encrypted.length).put(head).put(encrypted).array();
  }

  private static byte[] head(int number) {
    return number == 0
        ? new byte[0]
        : ByteBuffer.allocate(HEAD).put(NUMBERED).putInt(number).put((byte) 0).array();
  }

  /// Decrypts what [#encrypt] made, with whatever key.
  ///
  /// @throws TrustException when the bytes were changed, or made with another key or context
  public byte[] decrypt(byte[] encrypted, String context) {
    boolean numbered = encrypted.length > HEAD && encrypted[0] == NUMBERED;
    int number = numbered ? ByteBuffer.wrap(encrypted).getInt(1) : 0;
    MasterKey key = ring.keys().get(number);
    if (key == null) {
      // Somebody else's new one.
      ring = read();
      key = ring.keys().get(number);
    }
    if (key == null) {
      throw new TrustException(context + ": encrypted with key " + number + ", which is not here");
    }
    return key.decrypt(
        numbered ? Arrays.copyOfRange(encrypted, HEAD, encrypted.length) : encrypted, context);
  }

  /// A code over bytes that nobody makes without the keys. It never changes: the first key makes
  /// it.
  public byte[] authenticate(byte[] bytes, String context) {
    return Objects.requireNonNull(ring.keys().get(0)).authenticate(bytes, context);
  }

  /// Whether bytes were encrypted with the newest key.
  public boolean isNewest(byte[] encrypted) {
    byte[] head = head(current().newest());
    return head.length == 0
        || Arrays.equals(head, Arrays.copyOf(encrypted, Math.min(HEAD, encrypted.length)));
  }

  /// How base64 of what the newest key encrypted begins; empty when that can't be told.
  public String newestInBase64() {
    return Base64.getEncoder().encodeToString(head(current().newest()));
  }

  /// All keys, in order.
  public List<Shown> shown() {
    return jdbc.query(
        "select number, root, created_at, renewed_at from master_key order by number",
        (row, _) -> {
          Timestamp renewed = row.getTimestamp(4);
          return new Shown(
              row.getInt(1),
              row.getString(2),
              row.getTimestamp(3).toInstant(),
              renewed == null ? null : renewed.toInstant());
        });
  }

  /// Makes a new key, and wraps all of them anew: a root that has versions does so with its newest.
  ///
  /// @return its number; empty when everything is still being encrypted with the one before
  public synchronized java.util.OptionalInt rotate() {
    if (shown().getLast().renewedAt() == null) {
      return java.util.OptionalInt.empty();
    }
    int number = shown().getLast().number() + 1;
    rows().forEach(row -> wrap(row.number(), unwrapped(row)));
    int made =
        jdbc.update(
            "insert into master_key values (?, ?, ?, ?, null) on conflict do nothing",
            number,
            root.wrap(fresh()),
            root.name(),
            Timestamp.from(clock.instant()));
    ring = read();
    return made == 0 ? java.util.OptionalInt.empty() : java.util.OptionalInt.of(number);
  }

  void isRenewed(int number) {
    jdbc.update(
        "update master_key set renewed_at = ? where number = ?",
        Timestamp.from(clock.instant()),
        number);
  }
}
