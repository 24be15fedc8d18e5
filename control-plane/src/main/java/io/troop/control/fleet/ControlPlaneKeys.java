package io.troop.control.fleet;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.MasterKey;
import io.troop.certs.Pem;
import io.troop.certs.SealCertificate;
import io.troop.certs.SealKey;
import io.troop.control.store.Sealer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// The authority and the seal of every control plane, made at first use and kept in the database,
/// private keys encrypted. *Thread-safe.*
public final class ControlPlaneKeys implements Sealer {

  /// What one control plane vouches with.
  ///
  /// @param seal its public half, as nodes learn it
  public record Keys(Authority authority, SealKey sealKey, SealCertificate seal) {}

  private final JdbcClient database;
  private final TransactionTemplate apart;
  private final MasterKey master;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<UUID, Keys> known = new ConcurrentHashMap<>();

  public ControlPlaneKeys(
      JdbcClient database,
      PlatformTransactionManager transactions,
      MasterKey master,
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
        .query((row, _) -> {
          CertifiedKey authority =
              new CertifiedKey(
                  Pem.privateKey(
                      "the authority's key",
                      new String(
                          master.decrypt(
                              row.getBytes("authority_secret"), context("authority", controlPlane)),
                          StandardCharsets.US_ASCII)),
                  Pem.certificates("the authority", row.getString("authority")));
          SealKey sealKey =
              SealKey.of(
                  master.decrypt(row.getBytes("seal_secret"), context("seal", controlPlane)),
                  row.getBytes("seal_public"));
          return new Keys(
              Authority.of(authority, clock, random),
              sealKey,
              SealCertificate.parse(row.getString("seal")));
        })
        .optional();
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
        .param(
            master.encrypt(
                Pem.write(authority.secret().key()).getBytes(StandardCharsets.US_ASCII),
                context("authority", controlPlane)))
        .param(seal.pem())
        .param(sealKey.publicBytes())
        .param(master.encrypt(sealKey.privateBytes(), context("seal", controlPlane)))
        .param(Timestamp.from(clock.instant()))
        .update();
    return stored(controlPlane).orElseThrow();
  }

  private static String context(String what, UUID controlPlane) {
    return what + "/" + controlPlane;
  }
}
