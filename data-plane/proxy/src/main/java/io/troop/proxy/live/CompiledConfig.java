package io.troop.proxy.live;

import io.troop.plugin.Entities;
import io.troop.plugin.entity.Service;
import io.troop.proxy.balance.TargetPicker;
import io.troop.proxy.chain.Chain;
import io.troop.proxy.chain.Chains;
import io.troop.proxy.route.Match;
import io.troop.proxy.route.Router;
import org.jspecify.annotations.Nullable;

/// One configuration, ready to serve. *Immutable as requests see it; thread-safe.*
public final class CompiledConfig {

  /// What a node has before its first configuration: it matches nothing and is not ready.
  public static final CompiledConfig EMPTY =
      new CompiledConfig(
          Router.NONE, Chains.NONE, Pickers.NONE, Certificates.NONE, NoEntities.NONE);

  private final Router router;
  private final Chains chains;
  private final Pickers pickers;
  private final Certificates certificates;
  private final Entities entities;

  CompiledConfig(
      Router router, Chains chains, Pickers pickers, Certificates certificates, Entities entities) {
    this.router = router;
    this.chains = chains;
    this.pickers = pickers;
    this.certificates = certificates;
    this.entities = entities;
  }

  public Router router() {
    return router;
  }

  /// The chain a request starts with, before anybody said who the client is. Without a match, the
  /// chain of the global plugins: their request phase does not run then, as in Kong.
  public Chain chain(@Nullable Match match) {
    return chains.of(match == null ? null : match.entry());
  }

  /// The global plugins that take part before routing.
  public Chain beforeRouting() {
    return chains.beforeRouting();
  }

  public Entities entities() {
    return entities;
  }

  /// The picker for a service's host.
  public TargetPicker targets(Service service) {
    return pickers.of(service.host(), service.port());
  }

  /// The picker for a host: an upstream's when one has this name, else of the host's addresses.
  public TargetPicker targets(String host, int port) {
    return pickers.of(host, port);
  }

  public Certificates certificates() {
    return certificates;
  }

  /// Whether this is a configuration that was received, and not the absence of one.
  public boolean isConfigured() {
    return this != EMPTY;
  }
}
