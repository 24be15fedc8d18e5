package io.troop.control.projection;

import io.troop.control.store.Heads.Head;
import io.troop.control.store.Sealer;
import io.troop.plugin.Catalog;
import io.troop.state.Change;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What each version of the gateway is told. *Thread-safe.*
///
/// A state without the fields that a version does not know has a root of its own, which is signed
/// like any other, under the number of the revision it was made from: so an older node proves what
/// it runs, too.
public final class Projections {

  /// So many states are remembered for each version; the next one is made from the last.
  private static final int REMEMBERED = 16;

  private static final NodeVersion FIRST = new NodeVersion(0, 0, 0);

  private final List<Newer> newer;
  private final NodeVersion own;
  private final Sealer sealer;
  private final Map<NodeVersion, Projection> byVersion = new ConcurrentHashMap<>();
  private final Map<Line, States> states = new ConcurrentHashMap<>();

  private final Map<Look, List<Removed>> looks =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Look, List<Removed>> eldest) {
              return size() > REMEMBERED;
            }
          });

  private record Line(UUID controlPlane, NodeVersion version) {}

  private record Look(Root root, NodeVersion version) {}

  /// @param ownVersion the version that knows everything
  /// @param sealer signs states that only older nodes have
  public Projections(Catalog catalog, String ownVersion, Sealer sealer) {
    this.newer = Newer.of(catalog);
    this.own = NodeVersion.of(ownVersion);
    this.sealer = sealer;
  }

  /// What a gateway of this version knows. Versions that know the same share one projection: that
  /// of the first of them.
  public Projection of(NodeVersion version) {
    NodeVersion first =
        newer.stream()
            .map(Newer::since)
            .filter(since -> since.compareTo(version) <= 0)
            .max(Comparator.naturalOrder())
            .orElse(FIRST);
    return byVersion.computeIfAbsent(first, it -> new Projection(it, newer));
  }

  /// What a node of ours knows. Later versions, and texts that are none, count as our own: whether
  /// such a node may have anything is asked elsewhere.
  public Projection ofOurs(String version) {
    return NodeVersion.find(version)
        .filter(it -> it.compareTo(own) < 0)
        .map(this::of)
        .orElse(Projection.WHOLE);
  }

  /// What a projection leaves out of a state.
  public List<Removed> removed(Projection projection, Head head) {
    return projection.isWhole()
        ? List.of()
        : looks.computeIfAbsent(
            new Look(head.sealed().root(), projection.version()),
            _ -> projection.removed(head.image()));
  }

  /// The roots that nodes of ours of any version may hold a state under.
  public Set<Root> roots(UUID controlPlane, Image image) {
    Set<Root> roots = new LinkedHashSet<>(Set.of(image.root(controlPlane)));
    List<Change> all = Image.EMPTY.changesTo(image);
    Stream.concat(Stream.of(FIRST), newer.stream().map(Newer::since))
        .distinct()
        .map(this::of)
        .forEach(known -> roots.add(Image.EMPTY.apply(known.of(all)).root(controlPlane)));
    return roots;
  }

  /// A state as a node of ours of this version is to hold it.
  public Head of(String version, Head head) {
    return view(version).apply(head);
  }

  /// Turns states into what nodes of ours of this version are to hold.
  public UnaryOperator<Head> view(String version) {
    Projection projection = ofOurs(version);
    return projection.isWhole()
        ? UnaryOperator.identity()
        : head ->
            states
                .computeIfAbsent(
                    new Line(head.sealed().controlPlane(), projection.version()),
                    _ -> new States(projection))
                .of(head);
  }

  /// The states of one control plane as one version knows them.
  private final class States {
    private final Projection projection;
    private final Map<Root, Head> made =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Root, Head> eldest) {
            return size() > REMEMBERED;
          }
        };
    private Image from = Image.EMPTY;
    private Image to = Image.EMPTY;

    States(Projection projection) {
      this.projection = projection;
    }

    synchronized Head of(Head head) {
      Sealed sealed = head.sealed();
      Head known = made.get(sealed.root());
      if (known != null && known.sealed().revision() == sealed.revision()) {
        return known;
      }
      Image projected = to.apply(projection.of(from.changesTo(head.image())));
      from = head.image();
      to = projected;
      Head next = sealed(head, projected);
      made.put(sealed.root(), next);
      return next;
    }

    private Head sealed(Head head, Image projected) {
      UUID controlPlane = head.sealed().controlPlane();
      long revision = head.sealed().revision();
      Root root = projected.root(controlPlane);
      if (root.equals(head.sealed().root())) {
        return head;
      }
      byte[] signature = sealer.sign(controlPlane, Sealed.payload(controlPlane, revision, root));
      return new Head(projected, new Sealed(controlPlane, revision, root, signature));
    }
  }
}
