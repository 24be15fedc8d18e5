package io.troop.proxy.live;

import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.proxy.balance.Balancers;
import io.troop.proxy.balance.TargetPicker;
import io.troop.proxy.chain.Chain;
import io.troop.proxy.chain.Chains;
import io.troop.proxy.chain.PluginTable;
import io.troop.routing.Match;
import io.troop.routing.RouteTable;
import io.troop.routing.Router;
import io.troop.routing.scope.ClientProtocol;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One configuration, ready to serve. *Immutable as requests see it; thread-safe.*
public final class CompiledConfig {
  private static final String DEFAULT_WORKSPACE = "default";

  /// What a node has before its first configuration: it matches nothing and is not ready.
  public static final CompiledConfig EMPTY =
      new CompiledConfig(
          EntityIndex.of(List.of(), InstantSource.system()),
          RouteTable.EMPTY,
          RouteTable.EMPTY,
          PluginTable.EMPTY,
          Chains.NONE,
          CertificateTable.EMPTY,
          new UpstreamTable(UpstreamTable.Hosts.NONE));

  private final EntityIndex index;
  private final RouteTable routes;
  private final RouteTable streams;
  private final PluginTable plugins;
  private final Chains chains;
  private final CertificateTable certificates;
  private final UpstreamTable upstreams;
  private final Entities defaultEntities;
  private final Map<String, UUID> workspaces;

  CompiledConfig(
      EntityIndex index,
      RouteTable routes,
      RouteTable streams,
      PluginTable plugins,
      Chains chains,
      CertificateTable certificates,
      UpstreamTable upstreams) {
    this(index, routes, streams, plugins, chains, certificates, upstreams, Map.of());
  }

  private CompiledConfig(
      EntityIndex index,
      RouteTable routes,
      RouteTable streams,
      PluginTable plugins,
      Chains chains,
      CertificateTable certificates,
      UpstreamTable upstreams,
      Map<String, UUID> workspaces) {
    this.workspaces = workspaces;
    this.index = index;
    this.routes = routes;
    this.streams = streams;
    this.plugins = plugins;
    this.chains = chains;
    this.certificates = certificates;
    this.upstreams = upstreams;
    this.defaultEntities = index.in(DEFAULT_WORKSPACE);
  }

  /// Without any entity, to be compiled upon.
  static CompiledConfig blank(EntityIndex index, Balancers balancers) {
    return new CompiledConfig(
        index,
        RouteTable.EMPTY,
        RouteTable.EMPTY,
        PluginTable.EMPTY,
        Chains.NONE,
        CertificateTable.EMPTY,
        new UpstreamTable(balancers::host));
  }

  /// The same, with the ids of workspaces by name.
  CompiledConfig with(Map<String, UUID> ids) {
    return new CompiledConfig(
        index, routes, streams, plugins, chains, certificates, upstreams, ids);
  }

  /// The match's workspace as logs name it; the default one without a match. Without an id when the
  /// control plane did not tell it.
  public Exchange.Workspace workspace(@Nullable Match match) {
    String name = match == null ? DEFAULT_WORKSPACE : match.entry().workspace();
    return new Exchange.Workspace(workspaces.get(name), name);
  }

  public Router router() {
    return routes;
  }

  /// Finds the routes of connections that are no HTTP.
  public Router streams() {
    return streams;
  }

  /// The chain a request starts with, before anybody said who the client is. Without a match, the
  /// chain of the global plugins: their request phase does not run then, as in Kong.
  public Chain chain(@Nullable Match match, ClientProtocol protocol) {
    return chains.of(match == null ? null : match.entry(), protocol);
  }

  /// The global plugins that take part before routing.
  public Chain beforeRouting() {
    return chains.beforeRouting();
  }

  /// The entities of the match's workspace; of the default one without a match.
  public Entities entities(@Nullable Match match) {
    return match == null || match.entry().workspace().equals(DEFAULT_WORKSPACE)
        ? defaultEntities
        : index.in(match.entry().workspace());
  }

  /// The picker for a host: an upstream's when one of the match's workspace has this name, else one
  /// of the host's addresses.
  public TargetPicker targets(@Nullable Match match, String host, int port) {
    return upstreams.picker(
        match == null ? DEFAULT_WORKSPACE : match.entry().workspace(), host, port);
  }

  /// Whether clients are asked for certificates in TLS handshakes.
  public boolean asksForCertificates() {
    return plugins.asksForCertificates();
  }

  public Certificates certificates() {
    return certificates;
  }

  /// Whether this is a configuration that was received, and not the absence of one.
  public boolean isConfigured() {
    return this != EMPTY;
  }

  EntityIndex index() {
    return index;
  }

  RouteTable routes() {
    return routes;
  }

  RouteTable streamRoutes() {
    return streams;
  }

  PluginTable plugins() {
    return plugins;
  }

  Chains chains() {
    return chains;
  }

  CertificateTable certificateTable() {
    return certificates;
  }

  UpstreamTable upstreams() {
    return upstreams;
  }
}
