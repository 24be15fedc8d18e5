package io.troop.control.fleet;

import io.troop.control.fleet.NodeView.Held;
import io.troop.control.fleet.NodeView.Quarantined;
import io.troop.state.Root;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The nodes connected to this process and those that were. *Thread-safe.* Reports change memory
/// only; whoever stores them takes the [#changed] ones from time to time.
public final class NodeRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistry.class);

  /// Two processes that have one id are two nodes if the one that connected first still speaks
  /// after so long. Just started again, a node may leave a last word on its way.
  private static final Duration PARTING = Duration.ofSeconds(5);

  /// Another process that does not speak of its node for so long has it no more.
  private static final Duration RENEWED = Duration.ofSeconds(20);

  /// What a node says of itself when it connects. All of it is text that people and the database
  /// can read, and short.
  ///
  /// @param instance of the process; empty when it does not say
  public record Introduction(
      UUID id,
      String instance,
      String hostname,
      String version,
      Map<String, String> labels,
      Map<String, String> plugins,
      NodeView.Extras local) {

    /// @throws IllegalArgumentException for text that is none, or too long
    public Introduction {
      Words.require("instance", instance);
      Words.require("hostname", hostname);
      Words.require("version", version);
      Words.require("label", labels);
      Words.require("plugin", plugins);
    }

    /// Of a node that does not tell its processes apart.
    public Introduction(
        UUID id,
        String hostname,
        String version,
        Map<String, String> labels,
        Map<String, String> plugins,
        NodeView.Extras local) {
      this(id, "", hostname, version, labels, plugins, local);
    }
  }

  /// What came of a transfer.
  public record Outcome(long revision, Root root, Duration took, List<Quarantined> quarantined) {}

  private record Key(UUID controlPlane, UUID node) {}

  /// A stream of a node, as other processes are told of it.
  ///
  /// @param place who is at its other end, for people
  /// @param age since it was opened
  /// @param silence since a word was heard on it
  record Claim(
      UUID controlPlane,
      UUID node,
      String instance,
      String place,
      Duration age,
      Duration silence) {}

  /// A node with the same id that is connected to another process.
  private record Elsewhere(String place, Instant at) {}

  /// @param rival the stream of another node with the same id; null for none
  private record Entry(
      NodeView view,
      @Nullable Session session,
      @Nullable Session rival,
      @Nullable Elsewhere elsewhere) {
    Entry(NodeView view, @Nullable Session session) {
      this(view, session, null, null);
    }

    Entry with(NodeView next) {
      return new Entry(next, session, rival, elsewhere);
    }
  }

  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
  private final Set<Key> dirty = ConcurrentHashMap.newKeySet();

  /// Nodes that said a word, and maybe nothing new.
  private final Set<Key> heard = ConcurrentHashMap.newKeySet();

  private final InstantSource clock;

  public NodeRegistry(InstantSource clock) {
    this.clock = clock;
  }

  /// A node opened a stream.
  public NodeSession connected(Member member, Introduction hello) {
    Instant now = clock.instant();
    Session session = new Session(new Key(member.controlPlane(), hello.id()), member, hello);
    entries.compute(
        session.key,
        (_, old) -> {
          NodeView last = old == null ? null : old.view();
          NodeView view =
              new NodeView(
                  hello.id(),
                  member,
                  hello.hostname(),
                  hello.version(),
                  hello.labels(),
                  hello.plugins(),
                  true,
                  last == null ? now : last.createdAt(),
                  now,
                  last == null ? now : later(now, last.lastSeen()),
                  last == null ? null : last.held(),
                  last == null ? List.of() : last.quarantined(),
                  null,
                  last == null ? "" : last.lastTransfer(),
                  last == null ? 0 : last.snapshots(),
                  hello.local().vitals(last == null ? null : last.extras().vitals()));
          return new Entry(view, session);
        });
    dirty.add(session.key);
    LOG.info("node {} connected from {}", session, member.address());
    return session;
  }

  /// A node as it was stored by an earlier process; ignored when it is known already.
  void remember(NodeView view) {
    entries.putIfAbsent(new Key(view.member().controlPlane(), view.id()), new Entry(view, null));
  }

  /// A node told how it is; ignored when it is not connected here.
  public void vitals(UUID controlPlane, UUID node, Vitals vitals) {
    Key key = new Key(controlPlane, node);
    entries.computeIfPresent(
        key,
        (_, entry) -> {
          if (entry.session() == null) {
            return entry;
          }
          dirty.add(key);
          NodeView view = entry.view();
          return entry.with(new Draft(view).extras(view.extras().vitals(vitals)).view());
        });
  }

  /// Words are never heard earlier than those before: a clock that is put back would hide nodes for
  /// as long as it was put back.
  private static Instant later(Instant now, Instant before) {
    return now.isBefore(before) ? before : now;
  }

  /// Forgets nodes that nobody has seen since and that have no stream here.
  void purge(Instant before) {
    entries
        .entrySet()
        .removeIf(entry ->
            !entry.getValue().view().connected()
                && entry.getValue().view().lastSeen().isBefore(before));
  }

  /// Forgets a node. One that is connected comes back when it reconnects.
  public boolean forget(UUID controlPlane, UUID node) {
    Key key = new Key(controlPlane, node);
    dirty.remove(key);
    return entries.remove(key) != null;
  }

  /// The nodes of a control plane.
  public List<NodeView> nodes(UUID controlPlane) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().controlPlane().equals(controlPlane))
        .map(entry -> entry.getValue().view())
        .toList();
  }

  /// The streams that other processes are to be told of: those opened lately, and those of nodes
  /// whose id another process has a node with, too.
  List<Claim> claims(Duration young) {
    Instant now = clock.instant();
    List<Claim> claims = new ArrayList<>();
    for (Key key : entries.keySet()) {
      Entry entry = entries.computeIfPresent(key, (_, old) -> withoutOldNews(key, old, now));
      Session session = entry == null ? null : entry.session();
      if (session == null || !entry.view().connected() || session.instance.isEmpty()) {
        continue;
      }
      Duration age = Duration.between(entry.view().connectedAt(), now);
      if (age.compareTo(young) < 0 || entry.elsewhere() != null) {
        Duration silence = Duration.between(entry.view().lastSeen(), now);
        claims.add(
            new Claim(
                key.controlPlane(), key.node(), session.instance, session.place, age, silence));
      }
    }
    return claims;
  }

  private Entry withoutOldNews(Key key, Entry entry, Instant now) {
    Elsewhere elsewhere = entry.elsewhere();
    if (elsewhere == null || now.isBefore(elsewhere.at().plus(RENEWED))) {
      return entry;
    }
    dirty.add(key);
    NodeView view = entry.rival() == null ? twin(entry.view(), null) : entry.view();
    return new Entry(view, entry.session(), entry.rival(), null);
  }

  /// Whether a node with the id of another process's node is connected here: each of the two still
  /// spoke some time after the other had come.
  ///
  /// @return its place
  Optional<String> contest(Claim claim) {
    Instant now = clock.instant();
    Key key = new Key(claim.controlPlane(), claim.node());
    Entry entry = entries.get(key);
    Session session = entry == null ? null : entry.session();
    if (entry == null
        || session == null
        || !entry.view().connected()
        || session.instance.isEmpty()
        || session.instance.equals(claim.instance())
        || entry.view().lastSeen().isBefore(now.minus(claim.age()).plus(PARTING))
        || now.minus(claim.silence()).isBefore(entry.view().connectedAt().plus(PARTING))) {
      return Optional.empty();
    }
    elsewhere(claim.controlPlane(), claim.node(), claim.place());
    return Optional.of(session.place);
  }

  /// Another process has a node with the id of one that is connected here.
  void elsewhere(UUID controlPlane, UUID node, String place) {
    Instant now = clock.instant();
    Key key = new Key(controlPlane, node);
    entries.computeIfPresent(
        key,
        (_, entry) -> {
          if (entry.elsewhere() == null) {
            LOG.error(
                "two nodes have the id {}: {} is connected here, {} to another control plane. {}",
                node,
                entry.session(),
                place,
                Twins.ADVICE);
            dirty.add(key);
          }
          return new Entry(
              entry.rival() == null ? twin(entry.view(), Twins.words(place)) : entry.view(),
              entry.session(),
              entry.rival(),
              new Elsewhere(place, now));
        });
  }

  private static NodeView twin(NodeView view, @Nullable String words) {
    return new Draft(view).extras(view.extras().problem(NodeView.Extras.SAME_ID, words)).view();
  }

  /// The nodes that changed since this was called last.
  Collection<NodeView> changed() {
    Set<Key> taken = new HashSet<>(dirty);
    dirty.removeAll(taken);
    return taken.stream().map(entries::get).filter(Objects::nonNull).map(Entry::view).toList();
  }

  /// The nodes that said a word since this was called last.
  Collection<NodeView> heard() {
    Set<Key> taken = new HashSet<>(heard);
    heard.removeAll(taken);
    return taken.stream().map(entries::get).filter(Objects::nonNull).map(Entry::view).toList();
  }

  /// Takes all nodes with a stream for changed: what is stored of them may be gone.
  void keepConnected() {
    entries.forEach((key, entry) -> {
      if (entry.view().connected()) {
        dirty.add(key);
      }
    });
  }

  /// Takes nodes for changed again: they could not be stored.
  void unsaved(Collection<NodeView> nodes) {
    nodes.forEach(node -> dirty.add(new Key(node.member().controlPlane(), node.id())));
  }

  private final class Session implements NodeSession {
    private final Key key;
    private final String instance;
    private final String place;

    Session(Key key, Member member, Introduction hello) {
      this.key = key;
      this.instance = hello.instance();
      this.place = hello.hostname() + " at " + member.address();
    }

    private void update(UnaryOperator<NodeView> change) {
      entries.computeIfPresent(
          key,
          (_, entry) -> {
            if (entry.session() != this) {
              return entry;
            }
            NodeView next = change.apply(entry.view());
            if (next.equals(entry.view())) {
              return entry;
            }
            dirty.add(key);
            return entry.with(next);
          });
    }

    @Override
    public void seen() {
      Instant now = clock.instant();
      entries.computeIfPresent(
          key, (_, entry) -> entry.session() == this ? heard(entry, now) : rivalled(entry, now));
      heard.add(key);
    }

    private Entry heard(Entry entry, Instant now) {
      NodeView view = entry.view();
      return entry.with(new Draft(view).seen(later(now, view.lastSeen())).view());
    }

    /// Somebody else with this id connected later, and this one still speaks.
    private Entry rivalled(Entry entry, Instant now) {
      Session newer = entry.session();
      if (newer == null
          || instance.isEmpty()
          || newer.instance.equals(instance)
          || entry.rival() == this
          || now.isBefore(entry.view().connectedAt().plus(PARTING))) {
        return entry;
      }
      LOG.error(
          "two nodes have the id {}: {} and {}. {}", key.node(), newer.place, place, Twins.ADVICE);
      dirty.add(key);
      return new Entry(twin(entry.view(), Twins.words(place)), newer, this, entry.elsewhere());
    }

    @Override
    public @Nullable String notice() {
      Entry entry = entries.get(key);
      if (entry == null) {
        return null;
      }
      Session rival = entry.rival();
      Session newer = entry.session();
      if (newer == null || (newer != this && rival != this)) {
        return null;
      }
      if (rival == null) {
        Elsewhere elsewhere = entry.elsewhere();
        return elsewhere == null ? null : Twins.words(elsewhere.place());
      }
      return Twins.words(rival == this ? newer.place : rival.place);
    }

    @Override
    public void storage(@Nullable String problem) {
      update(view ->
          Objects.equals(view.extras().problems().get(NodeView.Extras.STORAGE), problem)
              ? view
              : new Draft(view)
                  .extras(view.extras().problem(NodeView.Extras.STORAGE, problem))
                  .view());
    }

    @Override
    public void local(@Nullable Long pinnedRevision, boolean draining) {
      update(view -> {
        NodeView.Extras next = view.extras().local(pinnedRevision, draining);
        return next.equals(view.extras()) ? view : new Draft(view).extras(next).view();
      });
    }

    @Override
    public void trusts(long number) {
      update(view ->
          view.extras().trustNumber() == number
              ? view
              : new Draft(view).extras(view.extras().trusts(number)).view());
    }

    @Override
    public void sent(String kind, String reason, long bytes) {
      update(view -> new Draft(view).sent(kind, reason).view());
    }

    @Override
    public void applied(Outcome outcome) {
      Instant now = clock.instant();
      for (Quarantined entity : outcome.quarantined()) {
        LOG.warn("node {} can't use {}: {}", this, entity.key(), entity.reason());
      }
      Held held = new Held(outcome.revision(), outcome.root(), now, outcome.took());
      update(view -> new Draft(view).holds(held, outcome.quarantined()).view());
    }

    @Override
    public void serves(long revision, Root root) {
      Instant now = clock.instant();
      update(view -> {
        Held held = view.held();
        return held != null && held.revision() == revision && held.root().equals(root)
            ? view
            : new Draft(view)
                .holds(new Held(revision, root, now, Duration.ZERO), view.quarantined())
                .view();
      });
    }

    @Override
    public void rejected(long revision, String reason, List<Quarantined> entities) {
      String words = Words.cut("revision " + revision + ": " + reason);
      update(view -> new Draft(view).rejected(words, entities).view());
    }

    @Override
    public void ended(String reason) {
      update(view -> new Draft(view).connected(false).view());
      entries.computeIfPresent(
          key,
          (_, entry) -> {
            if (entry.rival() != this) {
              return entry;
            }
            dirty.add(key);
            return new Entry(twin(entry.view(), null), entry.session(), null, entry.elsewhere());
          });
      LOG.info("node {} is gone: {}", this, reason);
    }

    @Override
    public String toString() {
      Entry entry = entries.get(key);
      return key.node() + (entry == null ? "" : " (" + entry.view().hostname() + ")");
    }
  }
}
