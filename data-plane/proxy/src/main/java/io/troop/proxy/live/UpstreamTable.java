package io.troop.proxy.live;

import io.troop.proxy.balance.TargetPicker;
import io.troop.state.PersistentMap;
import java.util.Locale;
import java.util.UUID;

/// The upstreams of one configuration, by workspace and name. *Immutable*: `with` and `without`
/// yield another table.
final class UpstreamTable {
  private static final TargetPicker NOBODY =
      (_, _, _) -> new TargetPicker.NoPeer(503, "failure to get a peer from the ring-balancer");

  private final Hosts hosts;
  private final PersistentMap<UUID, Name> names;
  private final PersistentMap<Name, TargetPicker> pickers;

  /// Finds the picker for a host that is no upstream.
  @FunctionalInterface
  interface Hosts {
    /// Finds nobody.
    Hosts NONE = (_, _) -> NOBODY;

    TargetPicker of(String host, int port);
  }

  private record Name(String workspace, String name) {}

  UpstreamTable(Hosts hosts) {
    this(hosts, PersistentMap.empty(), PersistentMap.empty());
  }

  private UpstreamTable(
      Hosts hosts, PersistentMap<UUID, Name> names, PersistentMap<Name, TargetPicker> pickers) {
    this.hosts = hosts;
    this.names = names;
    this.pickers = pickers;
  }

  UpstreamTable with(UUID id, String workspace, String name, TargetPicker picker) {
    UpstreamTable rest = without(id);
    Name key = new Name(workspace, name.toLowerCase(Locale.ROOT));
    return new UpstreamTable(hosts, rest.names.with(id, key), rest.pickers.with(key, picker));
  }

  UpstreamTable without(UUID id) {
    Name name = names.get(id);
    return name == null ? this : new UpstreamTable(hosts, names.without(id), pickers.without(name));
  }

  TargetPicker picker(String workspace, String host, int port) {
    if (!pickers.isEmpty()) {
      TargetPicker picker = pickers.get(new Name(workspace, host.toLowerCase(Locale.ROOT)));
      if (picker != null) {
        return picker;
      }
    }
    return hosts.of(host, port);
  }
}
