package io.troop.proxy.live;

import io.troop.state.PersistentMap;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The certificates of one configuration and the server names they are for. *Immutable*: `with` and
/// `without` yield another table.
///
/// A name is looked up as itself, then with its first label as a wildcard, then with its last one,
/// then as `*`, as in Kong (`kong/runloop/certificate.lua`).
final class CertificateTable implements Certificates {
  static final CertificateTable EMPTY =
      new CertificateTable(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

  private final PersistentMap<UUID, Served> byId;

  /// A name's certificate, by the id of the SNI entity, to take it back by.
  private final PersistentMap<UUID, Sni> snis;

  private final PersistentMap<String, UUID> byName;

  private record Sni(String name, UUID certificate) {}

  private CertificateTable(
      PersistentMap<UUID, Served> byId,
      PersistentMap<UUID, Sni> snis,
      PersistentMap<String, UUID> byName) {
    this.byId = byId;
    this.snis = snis;
    this.byName = byName;
  }

  CertificateTable with(Served certificate) {
    return new CertificateTable(byId.with(certificate.id(), certificate), snis, byName);
  }

  CertificateTable without(UUID certificate) {
    return new CertificateTable(byId.without(certificate), snis, byName);
  }

  CertificateTable withSni(UUID id, String name, UUID certificate) {
    CertificateTable rest = withoutSni(id);
    var sni = new Sni(name.toLowerCase(Locale.ROOT), certificate);
    return new CertificateTable(
        byId, rest.snis.with(id, sni), rest.byName.with(sni.name, certificate));
  }

  CertificateTable withoutSni(UUID id) {
    Sni sni = snis.get(id);
    if (sni == null) {
      return this;
    }
    boolean own = sni.certificate.equals(byName.get(sni.name));
    return new CertificateTable(byId, snis.without(id), own ? byName.without(sni.name) : byName);
  }

  @Override
  public @Nullable Served forName(@Nullable String sni) {
    if (byName.isEmpty()) {
      return null;
    }
    Served served = sni == null ? null : named(sni);
    if (served == null && sni != null) {
      int first = sni.indexOf('.');
      int last = sni.lastIndexOf('.');
      served = first < 0 ? null : named("*" + sni.substring(first));
      if (served == null && last >= 0) {
        served = named(sni.substring(0, last) + ".*");
      }
    }
    return served == null ? named("*") : served;
  }

  private @Nullable Served named(String name) {
    UUID certificate = byName.get(name);
    return certificate == null ? null : byId.get(certificate);
  }

  @Override
  public @Nullable Served byId(UUID id) {
    return byId.get(id);
  }
}
