package io.troop.routing.scope;

import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.PluginInstance;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rank of every plugin: greater priorities first; of equal ones the greater name first, as in
/// Kong (`kong/db/dao/plugins.lua`). *Immutable.*
public final class PluginOrder {
  private final Map<String, Integer> ranks = new HashMap<>();

  public PluginOrder(Collection<? extends PluginSpec<?>> plugins) {
    List<? extends PluginSpec<?>> sorted =
        plugins.stream()
            .sorted(
                Comparator.<PluginSpec<?>>comparingInt(PluginSpec::priority)
                    .thenComparing(PluginSpec::name)
                    .reversed())
            .toList();
    for (int i = 0; i < sorted.size(); i++) {
      ranks.put(sorted.get(i).name(), i);
    }
  }

  /// Smaller runs earlier.
  ///
  /// @throws IllegalArgumentException for a plugin that is not among them
  public int rank(String plugin) {
    Integer rank = ranks.get(plugin);
    if (rank == null) {
      throw new IllegalArgumentException("plugin " + plugin + " has no place");
    }
    return rank;
  }

  /// The place that an instance asks for; plugins that are not among these do not matter.
  public Place place(PluginInstance.@Nullable Ordering ordering) {
    return ordering == null
        ? Place.USUAL
        : new Place(ranks(ordering.before()), ranks(ordering.after()));
  }

  private Set<Integer> ranks(PluginInstance.@Nullable Phases phases) {
    List<String> names = phases == null ? null : phases.access();
    return names == null
        ? Set.of()
        : names.stream().map(ranks::get).filter(Objects::nonNull).collect(Collectors.toSet());
  }
}
