package io.troop.control.fleet;

import io.troop.state.EntityKey;
import io.troop.state.Root;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of a node at one moment. *Immutable.*
///
/// @param member who it is by its certificate
/// @param connected whether it has a stream now
/// @param held what it serves; null before it ever applied anything
/// @param rejection why it refused the last revision it was sent; null when it did not
/// @param lastTransfer what it was sent last and why, such as `SNAPSHOT: the node holds no
///   configuration`; empty before
/// @param snapshots how many full snapshots it was sent
/// @param extras what it says of itself beside what it serves
public record NodeView(
    UUID id,
    Member member,
    String hostname,
    String version,
    Map<String, String> labels,
    Map<String, String> plugins,
    boolean connected,
    Instant createdAt,
    Instant connectedAt,
    Instant lastSeen,
    @Nullable Held held,
    List<Quarantined> quarantined,
    @Nullable String rejection,
    String lastTransfer,
    long snapshots,
    Extras extras) {

  /// The kind of nodes that speak Kong's own protocol.
  public static final String KONG = "kong";

  public NodeView {
    labels = Map.copyOf(labels);
    plugins = Map.copyOf(plugins);
    quarantined = List.copyOf(quarantined);
  }

  /// What a node says of itself beside what it serves.
  ///
  /// @param kind `troop`, or `kong` for one that speaks Kong's own protocol
  /// @param pinnedRevision the revision somebody holds it at; null when nobody does
  /// @param draining whether it was told to take no new requests
  /// @param vitals null before it reported any
  /// @param trustNumber which word of the control plane on authorities it goes by; 0 for none
  /// @param problems what is wrong with it beside what it serves, in words, by what they are about:
  ///   [#STORAGE] or [#SAME_ID]
  public record Extras(
      String kind,
      @Nullable Long pinnedRevision,
      boolean draining,
      @Nullable Vitals vitals,
      long trustNumber,
      Map<String, String> problems) {

    /// Its disk does not take what it serves.
    public static final String STORAGE = "storage";

    /// Another node has its id.
    public static final String SAME_ID = "same_id";

    /// Of a node of ours that has said nothing else yet.
    public static final Extras NONE = new Extras("troop", null, false, null);

    public Extras {
      problems = Map.copyOf(problems);
    }

    /// Of a node that goes by what it was set up with, and has no problem.
    public Extras(
        String kind, @Nullable Long pinnedRevision, boolean draining, @Nullable Vitals vitals) {
      this(kind, pinnedRevision, draining, vitals, 0, Map.of());
    }

    /// The same with what was ordered at the node.
    public Extras local(@Nullable Long pinned, boolean drains) {
      return new Extras(kind, pinned, drains, vitals, trustNumber, problems);
    }

    /// The same with the authorities it goes by.
    public Extras trusts(long number) {
      return new Extras(kind, pinnedRevision, draining, vitals, number, problems);
    }

    /// The same with a problem, or without it.
    ///
    /// @param words null when it is no more
    public Extras problem(String about, @Nullable String words) {
      Map<String, String> next = new HashMap<>(problems);
      if (words == null) {
        next.remove(about);
      } else {
        next.put(about, Words.cut(words));
      }
      return new Extras(kind, pinnedRevision, draining, vitals, trustNumber, next);
    }

    Extras vitals(@Nullable Vitals latest) {
      return new Extras(kind, pinnedRevision, draining, latest, trustNumber, problems);
    }
  }

  /// The same node, seen as connected or not.
  NodeView connected(boolean now) {
    return now == connected ? this : new Draft(this).connected(now).view();
  }

  /// What a node serves.
  ///
  /// @param at when it said so
  /// @param took from the last byte until it served
  public record Held(long revision, Root root, Instant at, Duration took) {}

  /// An entity that a node can't use.
  ///
  /// @param servesLastGood whether an earlier version goes on serving
  public record Quarantined(EntityKey key, String reason, boolean servesLastGood) {
    public Quarantined {
      reason = Words.cut(reason);
    }
  }
}
