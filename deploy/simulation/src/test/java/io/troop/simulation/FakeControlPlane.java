package io.troop.simulation;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.troop.certs.Authority;
import io.troop.certs.Fingerprint;
import io.troop.certs.FreshKey;
import io.troop.certs.Pem;
import io.troop.certs.SealCertificate;
import io.troop.certs.SealKey;
import io.troop.certs.TrustBundle;
import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeRegistry;
import io.troop.control.fleet.NodeView;
import io.troop.control.projection.Projections;
import io.troop.control.store.Heads;
import io.troop.control.sync.Certification;
import io.troop.control.sync.Feeds;
import io.troop.control.sync.Greeting;
import io.troop.control.sync.NodeHealth;
import io.troop.control.sync.SyncService;
import io.troop.plugin.Catalog;
import io.troop.proto.sync.v1.CertificateIssued;
import io.troop.proto.sync.v1.CertificateRequest;
import io.troop.proto.sync.v1.EntityChange;
import io.troop.proto.sync.v1.Trust;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// A control plane whose store is a list in memory, with the real sync on top, reachable in this
/// process. A restart forgets everything but the store.
public final class FakeControlPlane implements Heads, AutoCloseable {

  public static final UUID ID = UUID.fromString("0f0e0d0c-0000-4000-8000-000000000001");

  private static final Catalog CATALOG = Catalog.load();

  private final String name = "simulation-" + UUID.randomUUID();
  private final SecureRandom random = new SecureRandom();
  private volatile Duration ahead = Duration.ZERO;
  private final InstantSource clock = () -> Instant.now().plus(ahead);
  private final Authority authority =
      Authority.create("Simulated CA", InstantSource.system(), random);
  private SealKey sealKey = SealKey.generate(random);
  private SealCertificate seal = authority.certify(sealKey);
  private final Certification certification =
      new Certification() {
        @Override
        public Optional<Trust> trust(Member member) {
          return telling.apply(member);
        }

        @Override
        public CertificateIssued issue(Member member, CertificateRequest request) {
          byte[] bytes = request.getRequest().toByteArray();
          X509Certificate issued =
              authority.certifyNode("node", FreshKey.requested(bytes), Duration.ofDays(1));
          onIssue.accept(issued);
          return CertificateIssued.newBuilder()
              .setChain(Pem.write(List.of(issued, authority.certificate())))
              .build();
        }
      };
  private volatile Function<Member, Optional<Trust>> telling = _ -> Optional.empty();
  private volatile Consumer<X509Certificate> onIssue = _ -> {};

  private final Map<UUID, Head> held = new ConcurrentHashMap<>();
  private final List<Consumer<UUID>> listeners = new ArrayList<>();
  private final DesiredRevisions desired =
      new DesiredRevisions() {
        @Override
        public Optional<Head> of(UUID controlPlane, UUID node, Map<String, String> labels) {
          return Optional.ofNullable(held.get(node));
        }

        @Override
        public Optional<String> place(UUID controlPlane, UUID node, Map<String, String> labels) {
          return Optional.empty();
        }

        @Override
        public void onChange(Consumer<UUID> listener) {
          listeners.add(listener);
        }
      };

  /// The id of all workspaces.
  public static final UUID WORKSPACE = UUID.fromString("6f0a3b55-8d3c-4a43-a4f6-7c2c1c6b2f10");

  private final List<List<Change>> log = new ArrayList<>();
  private Head head;
  private long logReachesTo = 0;
  private Feeds feeds;
  private NodeRegistry registry;
  private SyncService service;
  private Server server;

  public FakeControlPlane() {
    head = seal(Image.EMPTY, 0);
    start();
  }

  private Head seal(Image image, long revision) {
    Root root = image.root(ID);
    return new Head(
        image, new Sealed(ID, revision, root, sealKey.sign(Sealed.payload(ID, revision, root))));
  }

  public void start() {
    Projections projections =
        new Projections(CATALOG, "3.9.1", (_, payload) -> sealKey.sign(payload));
    feeds = new Feeds(this, desired, projections, (_, _) -> WORKSPACE, Runnable::run);
    registry = new NodeRegistry(clock);
    Duration moment = Duration.ofMillis(1);
    Greeting greeting =
        new Greeting(
            _ -> "default",
            _ -> seal.pem(),
            Duration.ofSeconds(10),
            moment,
            moment.multipliedBy(5),
            certification);
    service =
        new SyncService(
            feeds, registry, greeting, new NodeHealth(), (_, changes) -> commitFromNode(changes));
    Member member = new Member(ID, new Fingerprint("simulated"), Instant.MAX, "127.0.0.1");
    ServerInterceptor identity =
        new ServerInterceptor() {
          @Override
          public <A, B> ServerCall.Listener<A> interceptCall(
              ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            Context context = Context.current().withValue(SyncService.MEMBER, member);
            return Contexts.interceptCall(context, call, headers, next);
          }
        };
    try {
      server =
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addService(ServerInterceptors.intercept(service.definition(), identity))
              .build()
              .start();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// Its clock jumps, back by less than nothing.
  public void jump(Duration by) {
    ahead = ahead.plus(by);
  }

  public InstantSource clock() {
    return clock;
  }

  public void stop() {
    server.shutdownNow();
  }

  public void restart() {
    stop();
    start();
  }

  public String name() {
    return name;
  }

  public void commit(List<Change> changes) {
    log.add(List.copyOf(changes));
    head = seal(head.image().apply(changes), log.size());
    feeds.committed(ID, head.image(), changes, head.sealed());
  }

  private long commitFromNode(List<EntityChange> sent) {
    List<Change> changes = new ArrayList<>();
    for (EntityChange change : sent) {
      ByteBuffer id = change.getId().asReadOnlyByteBuffer();
      EntityKey key = new EntityKey(change.getKind(), new UUID(id.getLong(), id.getLong()));
      if (!change.hasJson() && head.image().get(key) == null) {
        throw Status.FAILED_PRECONDITION.asRuntimeException();
      }
      changes.add(
          change.hasJson()
              ? Change.put(
                  Entity.received(key, change.getWorkspace(), change.getJson().toByteArray()))
              : Change.delete(key));
    }
    commit(changes);
    return revision();
  }

  /// From now on nodes that connect are told this, and certificates they ask for are issued.
  public void certifies(
      Function<Member, Optional<Trust>> told, Consumer<X509Certificate> listener) {
    telling = told;
    onIssue = listener;
  }

  /// What to believe, under the seal.
  public Trust trust(TrustBundle bundle) {
    return Trust.newBuilder()
        .setNumber(bundle.number())
        .setAuthorities(Pem.write(bundle.authorities()))
        .setRetired(Pem.write(bundle.retired()))
        .setSignature(ByteString.copyFrom(sealKey.sign(bundle.payload(ID))))
        .build();
  }

  /// Has a node serve this state until it is let go.
  public void hold(UUID node, Head state) {
    held.put(node, state);
    listeners.forEach(listener -> listener.accept(ID));
  }

  /// Has a node serve the newest again.
  public void letGo(UUID node) {
    held.remove(node);
    listeners.forEach(listener -> listener.accept(ID));
  }

  /// From now on only the last revisions are in the log.
  public void forgetLogBefore(long revision) {
    logReachesTo = revision;
  }

  /// Signs with a new key, certified by the same authority or by a foreign one.
  public void changeSeal(boolean sameAuthority) {
    sealKey = SealKey.generate(random);
    Authority by =
        sameAuthority ? authority : Authority.create("Other CA", InstantSource.system(), random);
    seal = by.certify(sealKey);
    head = seal(head.image(), head.sealed().revision());
  }

  /// Signs with a key that is not the one it tells nodes of.
  public void signWithWrongKey() {
    sealKey = SealKey.generate(random);
  }

  public Root root() {
    return head.image().root(ID);
  }

  public long revision() {
    return head.sealed().revision();
  }

  public Image image() {
    return head.image();
  }

  public NodeView node(UUID id) {
    return registry.nodes(ID).stream()
        .filter(node -> node.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /// The service itself, to be put behind a real listener.
  public SyncService service() {
    return service;
  }

  public Authority authority() {
    return authority;
  }

  public NodeRegistry registry() {
    return registry;
  }

  public Feeds feeds() {
    return feeds;
  }

  @Override
  public Set<UUID> controlPlanes() {
    return Set.of(ID);
  }

  @Override
  public Head head(UUID controlPlane) {
    return head;
  }

  @Override
  public Optional<List<Change>> changesSince(UUID controlPlane, long revision) {
    if (revision < logReachesTo || revision > log.size()) {
      return Optional.empty();
    }
    List<Change> changes = new ArrayList<>();
    log.subList((int) revision, log.size()).forEach(changes::addAll);
    return Optional.of(changes);
  }

  @Override
  public Optional<Image> past(UUID controlPlane, long revision) {
    return revision < logReachesTo || revision > log.size()
        ? Optional.empty()
        : Optional.of(after((int) revision));
  }

  private Image after(int revision) {
    Image image = Image.EMPTY;
    for (List<Change> changes : log.subList(0, revision)) {
      image = image.apply(changes);
    }
    return image;
  }

  /// Goes back to what a backup of an older revision has. Nodes come back by themselves.
  public void restoreBackupOf(long revision) {
    stop();
    log.subList((int) revision, log.size()).clear();
    head = seal(after((int) revision), revision);
    start();
  }

  @Override
  public void close() {
    stop();
  }
}
