package io.troop.control.fleet;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.certs.SealCertificate;
import io.troop.certs.SealKey;
import io.troop.control.keys.KeyRing;
import io.troop.control.store.Sealer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// The authority and the seal of every control plane, made at first use and kept in the database,
/// private keys encrypted. *Thread-safe.*
public final class ControlPlaneKeys implements Sealer {

  /// What one control plane vouches with.
  ///
  /// @param authority issues now
  /// @param seal the public half of the seal, as nodes learn it
  /// @param next the authority that is prepared; null for none
  /// @param last the authority before, still believed; null for none. Never beside a `next`
  /// @param retired authorities that are not believed any more
  /// @param generation counts up with every step of a rotation
  public record Keys(
      Authority authority,
      SealKey sealKey,
      SealCertificate seal,
      @Nullable Authority next,
      @Nullable X509Certificate last,
      List<X509Certificate> retired,
      long generation) {

    /// The authorities whose certificates are good: the active one first.
    public List<X509Certificate> believed() {
      List<X509Certificate> all = new ArrayList<>();
      all.add(authority.certificate());
      if (next != null) {
        all.add(next.certificate());
      }
      if (last != null) {
        all.add(last);
      }
      return all;
    }
  }

  private final JdbcClient database;
  private final TransactionTemplate apart;
  private final KeyRing master;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<UUID, Keys> known = new ConcurrentHashMap<>();
  private final List<Consumer<UUID>> listeners = new CopyOnWriteArrayList<>();

  public ControlPlaneKeys(
      JdbcClient database,
      PlatformTransactionManager transactions,
      KeyRing master,
      InstantSource clock,
      SecureRandom random) {
    this.database = database;
    this.master = master;
    this.clock = clock;
    this.random = random;
    // Keys in memory must be keys on disk, even if the commit that first needed them fails.
    this.apart = new TransactionTemplate(transactions);
    this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  @Override
  public byte[] sign(UUID controlPlane, byte[] payload) {
    return of(controlPlane).sealKey().sign(payload);
  }

  /// The keys of a control plane.
  public Keys of(UUID controlPlane) {
    Keys keys = known.get(controlPlane);
    if (keys == null) {
      keys = apart.execute(_ -> stored(controlPlane).orElseGet(() -> make(controlPlane)));
      known.put(controlPlane, keys);
    }
    return keys;
  }

  private Optional<Keys> stored(UUID controlPlane) {
    return database
        .sql("select * from control_plane_keys where control_plane = ?")
        .param(controlPlane)
        .query((row, _) -> keys(controlPlane, row))
        .optional();
  }

  private Keys keys(UUID controlPlane, ResultSet row) throws SQLException {
    String next = row.getString("next_authority");
    String last = row.getString("last_authority");
    String retired = row.getString("retired_authorities");
    SealKey sealKey =
        SealKey.of(
            master.decrypt(row.getBytes("seal_secret"), context("seal", controlPlane)),
            row.getBytes("seal_public"));
    return new Keys(
        authority(controlPlane, row.getString("authority"), row.getBytes("authority_secret")),
        sealKey,
        SealCertificate.parse(row.getString("seal")),
        next == null ? null : authority(controlPlane, next, row.getBytes("next_authority_secret")),
        last == null ? null : Pem.certificate("the last authority", last),
        retired.isEmpty() ? List.of() : Pem.certificates("retired authorities", retired),
        row.getLong("generation"));
  }

  private Authority authority(UUID controlPlane, String certificate, byte[] secret) {
    byte[] key = master.decrypt(secret, context("authority", controlPlane));
    return Authority.of(
        new CertifiedKey(
            Pem.privateKey("the authority's key", new String(key, StandardCharsets.US_ASCII)),
            Pem.certificates("the authority", certificate)),
        clock,
        random);
  }

  private byte[] secret(UUID controlPlane, Authority authority) {
    return master.encrypt(
        Pem.write(authority.secret().key()).getBytes(StandardCharsets.US_ASCII),
        context("authority", controlPlane));
  }

  /// Of two processes that make keys at the same moment, the first to store them wins.
  private Keys make(UUID controlPlane) {
    Authority authority = Authority.create("Troop CA " + controlPlane, clock, random);
    SealKey sealKey = SealKey.generate(random);
    SealCertificate seal = authority.certify(sealKey);
    database
        .sql(
            """
            insert into control_plane_keys
            values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """)
        .param(controlPlane)
        .param(Pem.write(authority.secret().chain()))
        .param(secret(controlPlane, authority))
        .param(seal.pem())
        .param(sealKey.publicBytes())
        .param(master.encrypt(sealKey.privateBytes(), context("seal", controlPlane)))
        .param(Timestamp.from(clock.instant()))
        .update();
    return stored(controlPlane).orElseThrow();
  }

  /// Tells of every step of a rotation, made here or by a sister process.
  public void onChange(Consumer<UUID> listener) {
    listeners.add(listener);
  }

  /// Notes what sister processes changed.
  public void refresh() {
    Map<UUID, Long> generations = new HashMap<>();
    database
        .sql("select control_plane, generation from control_plane_keys")
        .query(row -> {
          generations.put(row.getObject(1, UUID.class), row.getLong(2));
        });
    generations.forEach((id, generation) -> {
      Keys keys = known.get(id);
      if (keys != null && keys.generation() != generation) {
        reload(id);
      }
    });
  }

  private Keys reload(UUID controlPlane) {
    Keys keys = apart.execute(_ -> stored(controlPlane).orElseThrow());
    known.put(controlPlane, keys);
    listeners.forEach(listener -> listener.accept(controlPlane));
    return keys;
  }

  /// The authorities that are not believed any more, of all control planes.
  Map<UUID, List<X509Certificate>> retired() {
    Map<UUID, List<X509Certificate>> retired = new HashMap<>();
    database
        .sql(
            """
            select control_plane, retired_authorities from control_plane_keys
            where retired_authorities <> ''
            """)
        .query(row -> {
          retired.put(
              row.getObject(1, UUID.class),
              Pem.certificates("retired authorities", row.getString(2)));
        });
    return retired;
  }

  /// The control planes that have keys.
  Set<UUID> all() {
    return Set.copyOf(
        database.sql("select control_plane from control_plane_keys").query(UUID.class).list());
  }

  /// Makes the next authority. Nothing uses it yet, but nodes are told to believe it.
  Keys prepare(UUID controlPlane) {
    Keys now = of(controlPlane);
    Authority next =
        Authority.create("Troop CA " + controlPlane + " " + (now.generation() + 1), clock, random);
    return step(
        now,
        controlPlane,
        "next_authority = ?, next_authority_secret = ?",
        List.of(Pem.write(next.secret().chain()), secret(controlPlane, next)));
  }

  /// Gives up the next authority.
  Keys cancel(UUID controlPlane) {
    return step(
        of(controlPlane),
        controlPlane,
        "next_authority = null, next_authority_secret = null",
        List.of());
  }

  /// The next authority issues from now on. The key of the one before is forgotten.
  Keys activate(UUID controlPlane) {
    Keys now = of(controlPlane);
    Authority next = Objects.requireNonNull(now.next(), "an authority is prepared");
    return step(
        now,
        controlPlane,
        """
        last_authority = authority, authority = next_authority,
        authority_secret = next_authority_secret, next_authority = null,
        next_authority_secret = null, seal = ?
        """,
        List.of(next.certify(now.sealKey()).pem()));
  }

  /// The authority before is not believed any more.
  Keys retire(UUID controlPlane) {
    return step(
        of(controlPlane),
        controlPlane,
        "retired_authorities = retired_authorities || last_authority, last_authority = null",
        List.of());
  }

  private Keys step(Keys now, UUID controlPlane, String changes, List<Object> parameters) {
    Integer rows =
        apart.execute(_ ->
            database
                .sql(
                    "update control_plane_keys set "
                        + changes
                        + ", generation = generation + 1, rotated_at = ?"
                        + " where control_plane = ? and generation = ?")
                .params(parameters)
                .param(Timestamp.from(clock.instant()))
                .param(controlPlane)
                .param(now.generation())
                .update());
    Keys after = reload(controlPlane);
    if (rows == null || rows != 1) {
      throw new IllegalStateException(
          "another process took a step of the rotation at the same moment");
    }
    return after;
  }

  static String context(String what, UUID controlPlane) {
    return what + "/" + controlPlane;
  }
}
