package io.troop.routing.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a plugin instance is configured for; null means any. *Immutable.*
///
/// @param workspace the name of the workspace
public record Scope(
    String workspace,
    @Nullable UUID route,
    @Nullable UUID service,
    @Nullable UUID consumer,
    @Nullable UUID consumerGroup) {

  public static Scope global(String workspace) {
    return new Scope(workspace, null, null, null, null);
  }

  /// Every scope that covers a request, the most specific first: of a plugin configured in several
  /// of them the first counts. Kong's order, `kong/runloop/plugins_iterator.lua`, with consumer
  /// groups where its documentation has them.
  public static List<Scope> covering(
      String workspace,
      UUID route,
      @Nullable UUID service,
      @Nullable UUID consumer,
      List<UUID> groups) {
    var all = new Covering(workspace, consumer, groups, new ArrayList<>());
    if (service != null) {
      all.ofConsumer(route, service);
      all.ofGroups(route, service);
    }
    all.ofConsumer(route, null);
    if (service != null) {
      all.ofConsumer(null, service);
    }
    all.ofGroups(route, null);
    if (service != null) {
      all.ofGroups(null, service);
      all.ofAnybody(route, service);
    }
    all.ofConsumer(null, null);
    all.ofGroups(null, null);
    all.ofAnybody(route, null);
    if (service != null) {
      all.ofAnybody(null, service);
    }
    all.ofAnybody(null, null);
    return all.scopes;
  }

  private record Covering(
      String workspace, @Nullable UUID consumer, List<UUID> groups, List<Scope> scopes) {

    void ofConsumer(@Nullable UUID route, @Nullable UUID service) {
      if (consumer != null) {
        scopes.add(new Scope(workspace, route, service, consumer, null));
      }
    }

    void ofGroups(@Nullable UUID route, @Nullable UUID service) {
      for (UUID group : groups) {
        scopes.add(new Scope(workspace, route, service, null, group));
      }
    }

    void ofAnybody(@Nullable UUID route, @Nullable UUID service) {
      scopes.add(new Scope(workspace, route, service, null, null));
    }
  }
}
