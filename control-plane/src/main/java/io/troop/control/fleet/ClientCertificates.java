package io.troop.control.fleet;

import io.troop.certs.Authority;
import io.troop.certs.Fingerprint;
import io.troop.certs.NodeTrust;
import io.troop.certs.Pem;
import io.troop.certs.TrustException;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The registered certificates of nodes and the trust that follows from them. *Thread-safe.*
///
/// Only certificates that somebody gave or that were issued here are registered; a private key is
/// never stored.
public final class ClientCertificates {

  /// A registered certificate. *Immutable.*
  ///
  /// @param cert PEM text as it was given
  public record Registered(
      UUID id,
      UUID controlPlane,
      Fingerprint fingerprint,
      String cert,
      @Nullable String title,
      Instant createdAt,
      Instant updatedAt) {}

  /// The same certificate is registered already.
  public static final class AlreadyRegistered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AlreadyRegistered(Throwable cause) {
      super("the certificate is registered already (expected: one that is not)", cause);
    }
  }

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final InstantSource clock;
  private final Supplier<NodeTrust> operators;
  private final Supplier<Map<UUID, List<X509Certificate>>> retired;
  private final List<Consumer<NodeTrust>> listeners = new CopyOnWriteArrayList<>();
  private volatile NodeTrust trust = NodeTrust.NOBODY;
  private volatile String state = "";
  private volatile Map<Fingerprint, X509Certificate> known = Map.of();

  /// @param operators what the operator's settings trust beside the registered certificates
  /// @param retired authorities whose certificates are not good any more, by control plane
  public ClientCertificates(
      JdbcClient database,
      PlatformTransactionManager transactions,
      InstantSource clock,
      Supplier<NodeTrust> operators,
      Supplier<Map<UUID, List<X509Certificate>>> retired) {
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
    this.operators = operators;
    this.retired = retired;
  }

  /// Who may join now.
  public NodeTrust trust() {
    return trust;
  }

  /// Tells of changes of trust by which nodes may have to go, made here or by a sister process.
  public void onChange(Consumer<NodeTrust> listener) {
    listeners.add(listener);
  }

  /// Registers a certificate.
  ///
  /// @throws io.troop.certs.TrustException when the text is not one certificate
  /// @throws AlreadyRegistered when it is registered
  public Registered register(UUID controlPlane, String pem, @Nullable String title) {
    Instant now = clock.instant();
    return save(
        new Registered(UUID.randomUUID(), controlPlane, fingerprint(pem), pem, title, now, now));
  }

  /// Registers a certificate under an id, in place of the one that had it.
  public Registered replace(UUID controlPlane, UUID id, String pem, @Nullable String title) {
    Instant now = clock.instant();
    Instant created = find(controlPlane, id).map(Registered::createdAt).orElse(now);
    Fingerprint fingerprint = fingerprint(pem);
    Optional<Registered> before = find(controlPlane, id);
    if (before.isPresent() && !before.get().fingerprint().equals(fingerprint)) {
      delete(controlPlane, id);
      return save(
          new Registered(UUID.randomUUID(), controlPlane, fingerprint, pem, title, created, now));
    }
    return save(new Registered(id, controlPlane, fingerprint, pem, title, created, now));
  }

  private static Fingerprint fingerprint(String pem) {
    X509Certificate certificate = Pem.certificates("cert", pem).getFirst();
    return Fingerprint.of(certificate);
  }

  private Registered save(Registered entry) {
    try {
      transaction.executeWithoutResult(_ ->
          database
              .sql(
                  """
                  insert into dp_client_certificate
                    (control_plane, id, fingerprint, cert, title, created_at, updated_at)
                  values (?, ?, ?, ?, ?, ?, ?)
                  on conflict (id) do update
                    set title = excluded.title, cert = excluded.cert,
                        updated_at = excluded.updated_at
                  """)
              .param(entry.controlPlane())
              .param(entry.id())
              .param(entry.fingerprint().hex())
              .param(entry.cert())
              .param(entry.title())
              .param(Timestamp.from(entry.createdAt()))
              .param(Timestamp.from(entry.updatedAt()))
              .update());
    } catch (DuplicateKeyException taken) {
      throw new AlreadyRegistered(taken);
    }
    admit(entry.controlPlane(), Pem.certificates("cert", entry.cert()).getFirst());
    return entry;
  }

  /// Lets a certificate in that was just stored. All others are left as they are: enrolling many
  /// nodes must not read all of them for each. What sisters did meanwhile is read by the next
  /// [#refresh].
  private synchronized void admit(UUID controlPlane, X509Certificate certificate) {
    if (state.isEmpty() || isRetired(retired.get(), controlPlane, certificate)) {
      refresh();
      return;
    }
    NodeTrust before = trust;
    Fingerprint fingerprint = Fingerprint.of(certificate);
    Map<Fingerprint, UUID> pinned = new HashMap<>(before.pinned());
    pinned.put(fingerprint, controlPlane);
    Set<Fingerprint> deleted = new HashSet<>(before.deleted());
    deleted.remove(fingerprint);
    Map<Fingerprint, X509Certificate> certificates = new HashMap<>(known);
    certificates.put(fingerprint, certificate);
    known = Map.copyOf(certificates);
    // Nobody is let go, so nobody has to hear of it.
    trust = new NodeTrust(pinned, before.authorities(), deleted, before.names());
  }

  private static boolean isRetired(
      Map<UUID, List<X509Certificate>> gone, UUID controlPlane, X509Certificate certificate) {
    return gone.getOrDefault(controlPlane, List.of()).stream()
        .anyMatch(authority -> Authority.hasIssued(authority, certificate));
  }

  /// The registered certificates of a control plane, the oldest first.
  public List<Registered> list(UUID controlPlane) {
    return database
        .sql(
            """
            select * from dp_client_certificate
            where control_plane = ? and deleted_at is null order by created_at, id
            """)
        .param(controlPlane)
        .query((row, _) -> registered(row))
        .list();
  }

  public Optional<Registered> find(UUID controlPlane, UUID id) {
    return database
        .sql(
            """
            select * from dp_client_certificate
            where control_plane = ? and id = ? and deleted_at is null
            """)
        .param(controlPlane)
        .param(id)
        .query((row, _) -> registered(row))
        .optional();
  }

  /// Deletes a registration. When this returns, the streams of its nodes to this process are cut.
  ///
  /// @return whether there was one
  public boolean delete(UUID controlPlane, UUID id) {
    Integer rows =
        transaction.execute(_ ->
            database
                .sql(
                    """
                    update dp_client_certificate set deleted_at = ?
                    where control_plane = ? and id = ? and deleted_at is null
                    """)
                .param(Timestamp.from(clock.instant()))
                .param(controlPlane)
                .param(id)
                .update());
    refresh();
    return rows != null && rows > 0;
  }

  private static Registered registered(ResultSet row) throws SQLException {
    return new Registered(
        row.getObject("id", UUID.class),
        row.getObject("control_plane", UUID.class),
        new Fingerprint(row.getString("fingerprint")),
        row.getString("cert"),
        row.getString("title"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }

  /// The registered certificate that a node's certificate goes back to; empty when there is none,
  /// or it was deleted.
  public Optional<UUID> enrolmentOf(UUID controlPlane, Fingerprint certificate) {
    return database
        .sql(
            """
            select id from dp_client_certificate
            where control_plane = ? and deleted_at is null and (fingerprint = ?
              or id = (select enrolment from node_certificate where fingerprint = ?))
            """)
        .param(controlPlane)
        .param(certificate.hex())
        .param(certificate.hex())
        .query(UUID.class)
        .optional();
  }

  /// Registers a certificate that a node asked for. It is good as long as the enrolment is.
  void renewed(UUID controlPlane, UUID enrolment, X509Certificate issued) {
    transaction.executeWithoutResult(_ ->
        database
            .sql("insert into node_certificate values (?, ?, ?, ?, ?, ?)")
            .param(controlPlane)
            .param(Fingerprint.of(issued).hex())
            .param(enrolment)
            .param(Pem.write(List.of(issued)))
            .param(Timestamp.from(clock.instant()))
            .param(Timestamp.from(issued.getNotAfter().toInstant()))
            .update());
    admit(controlPlane, issued);
  }

  /// The enrolments whose nodes renewed their certificates.
  Set<UUID> renewedEnrolments(UUID controlPlane) {
    return Set.copyOf(
        database
            .sql("select distinct enrolment from node_certificate where control_plane = ?")
            .param(controlPlane)
            .query(UUID.class)
            .list());
  }

  /// Forgets renewed certificates that expired before.
  void purge(Instant before) {
    transaction.executeWithoutResult(_ ->
        database
            .sql("delete from node_certificate where expires_at < ?")
            .param(Timestamp.from(before))
            .update());
  }

  /// A certificate that is registered or was renewed, and is good; null for any other.
  public @Nullable X509Certificate certificate(Fingerprint fingerprint) {
    return known.get(fingerprint);
  }

  /// What can be read of a certificate that somebody registered.
  private static Optional<X509Certificate> read(String pem) {
    try {
      return Optional.of(Pem.certificates("cert", pem).getFirst());
    } catch (TrustException _) {
      return Optional.empty();
    }
  }

  /// Reads anew what is registered, if it changed, here or by a sister process.
  public synchronized void refresh() {
    String now =
        database
            .sql(
                """
                select count(*) || ' ' || count(deleted_at) || ' '
                  || coalesce(max(updated_at)::text, '') || ' '
                  || (select count(*) || ' ' || coalesce(max(issued_at)::text, '')
                      from node_certificate) || ' '
                  || (select coalesce(sum(generation), 0) from control_plane_keys)
                from dp_client_certificate
                """)
            .query(String.class)
            .single();
    if (now.equals(state)) {
      return;
    }
    Map<Fingerprint, UUID> pinned = new HashMap<>(operators.get().pinned());
    Map<Fingerprint, X509Certificate> certificates = new HashMap<>();
    Set<Fingerprint> deleted = new HashSet<>();
    Map<UUID, List<X509Certificate>> gone = retired.get();
    database
        .sql(
            """
            select fingerprint, control_plane, deleted_at, cert from dp_client_certificate
            union all
            select n.fingerprint, n.control_plane, e.deleted_at, n.cert
            from node_certificate n join dp_client_certificate e on e.id = n.enrolment
            """)
        .query(row -> {
          Fingerprint fingerprint = new Fingerprint(row.getString(1));
          UUID controlPlane = row.getObject(2, UUID.class);
          if (row.getTimestamp(3) != null) {
            deleted.add(fingerprint);
            return;
          }
          X509Certificate before = known.get(fingerprint);
          Optional<X509Certificate> certificate =
              before == null ? read(row.getString(4)) : Optional.of(before);
          if (certificate.isPresent() && isRetired(gone, controlPlane, certificate.get())) {
            deleted.add(fingerprint);
          } else {
            pinned.put(fingerprint, controlPlane);
            certificate.ifPresent(good -> certificates.put(fingerprint, good));
          }
        });
    deleted.removeAll(pinned.keySet());
    known = Map.copyOf(certificates);
    trust = new NodeTrust(pinned, operators.get().authorities(), deleted, operators.get().names());
    state = now;
    listeners.forEach(listener -> listener.accept(trust));
  }
}
