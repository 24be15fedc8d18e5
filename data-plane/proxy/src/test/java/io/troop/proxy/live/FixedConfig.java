package io.troop.proxy.live;

import io.troop.plugin.entity.CaCertificate;
import io.troop.plugin.entity.CoreEntities;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.balance.TargetPicker;
import io.troop.proxy.chain.Chains;
import io.troop.proxy.chain.PluginTable;
import io.troop.routing.RouteEntry;
import io.troop.routing.RouteTable;
import io.troop.state.EntityKey;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A configuration for tests of the pipeline: routes by path prefix, targets as given.
public final class FixedConfig {
  private final List<RouteEntry> entries = new ArrayList<>();
  private final LiveConfig live = new LiveConfig();
  private TargetPicker picker =
      (exchange, match, last) -> {
        Service service = exchange.service();
        return new TestPeer(new InetSocketAddress(service.host(), service.port()), service.host());
      };
  private Chains chains = Chains.NONE;
  private final Map<EntityKey, EntityIndex.Row> rows = new HashMap<>();
  private CertificateTable certificates = CertificateTable.EMPTY;

  /// Adds a route.
  public FixedConfig route(Route route, Service service) {
    entries.add(new RouteEntry(route, service, "default"));
    return this;
  }

  public FixedConfig route(String path, int port) {
    return route(aRoute(path), aService("http", "127.0.0.1", port, 5));
  }

  public FixedConfig picker(TargetPicker picker) {
    this.picker = picker;
    return this;
  }

  public FixedConfig certificate(Certificates.Served certificate) {
    certificates = certificates.with(certificate);
    return this;
  }

  /// An authority of the default workspace, found by its id.
  public FixedConfig authority(UUID id, String pem) {
    EntityKey key = new EntityKey("ca_certificates", id);
    var record = new CaCertificate(id, 0, 0, pem, null, null);
    rows.put(
        key, new EntityIndex.Row(key, "default", record, List.of(), List.of(), Long.MAX_VALUE));
    return this;
  }

  public FixedConfig chains(Chains chains) {
    this.chains = chains;
    return this;
  }

  public static Service aService(String protocol, String host, int port, int retries) {
    return aService(protocol, host, port, retries, 1000);
  }

  public static Service aService(
      String protocol, String host, int port, int retries, int readTimeout) {
    return new Service(
        UUID.randomUUID(),
        "s",
        retries,
        protocol,
        host,
        port,
        null,
        1000,
        1000,
        readTimeout,
        null,
        null,
        null,
        null,
        null,
        true,
        0,
        0);
  }

  /// A service on this machine whose timeouts no test runs into.
  public static Service aPatientService(String protocol, int port) {
    return aService(protocol, 30_000, port);
  }

  /// A service on this machine, all of whose timeouts are this many milliseconds.
  public static Service aService(String protocol, int timeout, int port) {
    return new Service(
        UUID.randomUUID(),
        "s",
        2,
        protocol,
        "127.0.0.1",
        port,
        null,
        timeout,
        timeout,
        timeout,
        null,
        null,
        null,
        null,
        null,
        true,
        0,
        0);
  }

  /// A service over TLS whose certificate is verified.
  public static Service aVerifiedService(String host, int port) {
    return new Service(
        UUID.randomUUID(),
        "s",
        0,
        "https",
        host,
        port,
        null,
        30_000,
        30_000,
        30_000,
        null,
        null,
        true,
        null,
        null,
        true,
        0,
        0);
  }

  public static Route aRoute(String path) {
    return aRoute(path, List.of("http", "https"), false);
  }

  public static Route aRoute(String path, List<String> protocols, boolean preserveHost) {
    return new Route(
        UUID.randomUUID(),
        null,
        null,
        protocols,
        null,
        null,
        List.of(path),
        null,
        null,
        null,
        null,
        426,
        0,
        true,
        "v0",
        preserveHost,
        true,
        true,
        null,
        0,
        0,
        null,
        0);
  }

  /// A service over TLS that is verified by authorities of its own.
  public static Service aVerifiedService(int port, List<UUID> authorities, Integer depth) {
    return new Service(
        UUID.randomUUID(),
        "s",
        0,
        "https",
        "localhost",
        port,
        null,
        30_000,
        30_000,
        30_000,
        null,
        null,
        true,
        depth,
        authorities,
        true,
        0,
        0);
  }

  /// A route for connections.
  ///
  /// @param snis null for any
  public static Route aStream(
      String protocol, List<String> snis, List<Route.Endpoint> sources, Integer port) {
    return aStream(protocol, snis, sources, port, false);
  }

  public static Route aStream(
      String protocol,
      List<String> snis,
      List<Route.Endpoint> sources,
      Integer port,
      boolean preservesHost) {
    return new Route(
        UUID.randomUUID(),
        null,
        null,
        List.of(protocol),
        null,
        null,
        null,
        null,
        snis,
        sources,
        port == null ? null : List.of(new Route.Endpoint(null, port)),
        426,
        0,
        false,
        "v0",
        preservesHost,
        true,
        true,
        null,
        0,
        0,
        null,
        0);
  }

  /// Takes it into use.
  public LiveConfig live() {
    RouteTable table = RouteTable.EMPTY;
    RouteTable streams = RouteTable.EMPTY;
    for (RouteEntry entry : entries) {
      if (entry.isStream()) {
        streams = streams.with(entry);
      } else {
        table = table.with(entry);
      }
    }
    live.swap(
        new CompiledConfig(
            EntityIndex.of(CoreEntities.all(), InstantSource.system()).apply(rows),
            table,
            streams,
            PluginTable.EMPTY,
            chains,
            certificates,
            new UpstreamTable((host, port) -> picker)));
    return live;
  }

  /// A target that remembers what it was told.
  public static final class TestPeer extends Peer {
    private final List<String> told = new ArrayList<>();
    private UUID clientCertificate;

    public TestPeer(InetSocketAddress address, String host) {
      super(address, host, null);
    }

    /// Shows this certificate.
    public TestPeer showing(UUID certificate) {
      clientCertificate = certificate;
      return this;
    }

    @Override
    public UUID clientCertificate() {
      return clientCertificate;
    }

    public List<String> told() {
      return told;
    }

    @Override
    public void refused() {
      told.add("refused");
    }

    @Override
    public void timedOut() {
      told.add("timed out");
    }

    @Override
    public void answered(int status, long nanos) {
      told.add("answered " + status);
    }

    @Override
    public void released() {
      told.add("released");
    }
  }
}
