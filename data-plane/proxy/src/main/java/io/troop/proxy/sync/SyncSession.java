package io.troop.proxy.sync;

import com.google.protobuf.ByteString;
import io.troop.certs.SealCertificate;
import io.troop.certs.TrustBundle;
import io.troop.certs.TrustException;
import io.troop.proto.sync.v1.Applied;
import io.troop.proto.sync.v1.BucketHashes;
import io.troop.proto.sync.v1.CertificateIssued;
import io.troop.proto.sync.v1.CertificateRequest;
import io.troop.proto.sync.v1.Farewell;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.Heartbeat;
import io.troop.proto.sync.v1.Hello;
import io.troop.proto.sync.v1.LocalState;
import io.troop.proto.sync.v1.Part;
import io.troop.proto.sync.v1.Plugin;
import io.troop.proto.sync.v1.Quarantined;
import io.troop.proto.sync.v1.Rejected;
import io.troop.proto.sync.v1.ToNode;
import io.troop.proto.sync.v1.Transfer;
import io.troop.proto.sync.v1.Trust;
import io.troop.proto.sync.v1.Welcome;
import io.troop.proxy.sync.Outcome.Differs;
import io.troop.proxy.sync.Outcome.Refused;
import io.troop.proxy.sync.Outcome.Serves;
import io.troop.state.Image;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One conversation with the control plane, apart from how its messages travel. *Confined to the
/// sync thread.*
final class SyncSession {

  private static final Logger LOG = LoggerFactory.getLogger(SyncSession.class);

  /// A node that could use nothing at all need not say so of every entity.
  private static final int REPORTED = 1000;

  /// A request for a certificate that brought none is repeated after so long.
  private static final Duration ASK_AGAIN = Duration.ofSeconds(60);

  /// No configuration is larger: what announces more is not of our control plane.
  private static final long MOST_BYTES = 1L << 30;

  /// What can't be compressed grows by a thousandth at most, and a little.
  private static final int PACKING = 1024;

  /// After so many heartbeats what could not be stored is tried again: half a minute.
  private static final int BEATS_TO_SAVE_AGAIN = 8;

  /// How many buckets one heartbeat checks: all within sixteen heartbeats.
  private static final int CHECKED = Image.BUCKETS / 16;

  private final NodeFacts facts;
  private final HeldConfig config;
  private final ConfigStore store;
  private final Credentials credentials;
  private final Consumer<FromNode> out;

  private @Nullable SealCertificate seal;
  private UUID controlPlane = new UUID(0, 0);
  private @Nullable Transfer header;
  private ByteString data = ByteString.EMPTY;
  private int checkFrom;
  private int beats;
  private @Nullable Welcome welcome;
  private @Nullable Farewell farewell;

  /// When to ask for another certificate, in the time of [System#nanoTime]; null for never.
  private @Nullable Long renewAt;

  SyncSession(
      NodeFacts facts,
      HeldConfig config,
      ConfigStore store,
      Credentials credentials,
      Consumer<FromNode> out) {
    this.credentials = credentials;
    this.facts = facts;
    this.config = config;
    this.store = store;
    this.out = out;
  }

  /// What the control plane said of itself; null before.
  @Nullable Welcome welcome() {
    return welcome;
  }

  /// How long to stay away, if the control plane said goodbye; null if it did not.
  @Nullable Farewell farewell() {
    return farewell;
  }

  /// Says the first word.
  void start() {
    Hello.Builder hello =
        Hello.newBuilder()
            .setNodeId(Wire.bytes(facts.id()))
            .setHostname(facts.hostname())
            .setVersion(facts.version())
            .setInstance(Wire.bytes(facts.instance()))
            .setState(local())
            .putAllLabels(facts.labels());
    facts
        .plugins()
        .forEach((name, version) ->
            hello.addPlugins(Plugin.newBuilder().setName(name).setVersion(version)));
    Holding held = config.holding();
    if (held != null) {
      UUID of = held.sealed().controlPlane();
      hello
          .setControlPlane(Wire.bytes(of))
          .setHolds(Wire.revision(held.sealed(), held.image().root(of)));
    }
    out.accept(FromNode.newBuilder().setHello(hello).build());
  }

  private LocalState local() {
    LocalState.Builder state =
        LocalState.newBuilder()
            .setDraining(config.status().isDraining())
            .setTrustNumber(credentials.trustNumber());
    Long pinned = config.status().pinned();
    if (pinned != null) {
      state.setPinnedRevision(pinned);
    }
    String unsaved = store.problem();
    if (unsaved != null) {
      state.setStorageProblem(unsaved);
    }
    return state.build();
  }

  /// Takes a message.
  ///
  /// @throws SyncException when the conversation can't go on
  void take(ToNode message) {
    switch (message.getMessageCase()) {
      case WELCOME -> welcome(message.getWelcome());
      case PART -> part(message.getPart());
      case COMPARE_BUCKETS -> compare(message.getCompareBuckets().getReason());
      case ADOPT -> adopt(message.getAdopt().getReason());
      case FAREWELL -> farewell = message.getFarewell();
      case TRUST -> trust(message.getTrust());
      case CERTIFICATE_ISSUED -> certificate(message.getCertificateIssued());
      case HEARTBEAT -> notice(message.getHeartbeat().getNotice());
      case MESSAGE_NOT_SET -> {
        // A kind of message that a later version knows; it shows that the other side is there.
      }
    }
  }

  private void notice(String said) {
    String news = said.isEmpty() ? null : said;
    if (!Objects.equals(news, config.status().notice())) {
      config.status().notice(news);
      if (news != null) {
        LOG.error("the control plane says: {}", news);
      }
    }
  }

  private void trust(Trust said) {
    SealCertificate known = seal;
    if (known == null) {
      throw new SyncException("what to believe was said before the welcome");
    }
    credentials.take(said, known, controlPlane);
    renewAt =
        said.hasRenewAfterMillis()
            ? Long.valueOf(System.nanoTime() + said.getRenewAfterMillis() * 1_000_000)
            : null;
    credentials.watch();
    renewIfDue();
  }

  private void certificate(CertificateIssued issued) {
    if (issued.getChain().isEmpty()) {
      LOG.warn("this node gets no other certificate: {}", issued.getReason());
      return;
    }
    try {
      credentials.issued(issued.getChain());
      renewAt = null;
    } catch (TrustException problem) {
      LOG.error("the certificate that was issued can't be used: {}", problem.getMessage());
    }
  }

  private void renewIfDue() {
    Long due = renewAt;
    if (due != null && System.nanoTime() - due >= 0) {
      renewAt = System.nanoTime() + ASK_AGAIN.toNanos();
      out.accept(
          FromNode.newBuilder()
              .setCertificateRequest(
                  CertificateRequest.newBuilder()
                      .setRequest(ByteString.copyFrom(credentials.request())))
              .build());
    }
  }

  private void welcome(Welcome message) {
    SealCertificate offered = SealCertificate.parse(message.getSeal());
    UUID from = Wire.uuid(message.getControlPlane());
    ConfigStore.Peer known = store.peer();
    if (known != null && !known.controlPlane().equals(from)) {
      LOG.warn("this node belongs to another control plane now: {}", from);
      known = null;
      credentials.elsewhere();
    }
    if (known == null) {
      store.learn(message, null);
    } else if (!known.seal().equals(offered)) {
      TrustBundle believed = credentials.bundle();
      if (!offered.maySucceed(
          known.seal(), believed == null ? List.of() : believed.authorities())) {
        throw new SyncException(
            "the control plane signs with a key that the authority known to this node did not"
                + " certify (expected: the key learned before or a successor of the same"
                + " authority; delete the node's cache if the control plane was set up anew)");
      }
      LOG.info("the control plane's seal has another certificate");
      store.learn(message, known);
    }
    seal = offered;
    controlPlane = from;
    welcome = message;
  }

  private void part(Part part) {
    if (part.hasTransfer()) {
      header = sized(part.getTransfer());
      data = ByteString.EMPTY;
    }
    Transfer current = header;
    SealCertificate known = seal;
    if (current == null || known == null) {
      throw new SyncException("a part came before its transfer or before the welcome");
    }
    data = data.concat(part.getData());
    long announced = current.getContentBytes();
    if (data.size() > announced + announced / 1024 + PACKING) {
      throw new SyncException(
          "a transfer of at least %d bytes (expected: %d, as its header says)"
              .formatted(data.size(), announced));
    }
    if (part.getLast()) {
      ByteString all = data;
      header = null;
      data = ByteString.EMPTY;
      if (current.getKind() != Transfer.Kind.DELTA) {
        LOG.info(
            "received a {} of {} entities: {}",
            current.getKind().name().toLowerCase(Locale.ROOT),
            current.getChanges(),
            current.getReason());
      }
      report(config.accept(known, controlPlane, current, all));
    }
  }

  private static Transfer sized(Transfer transfer) {
    if (transfer.getContentBytes() < 0 || transfer.getContentBytes() > MOST_BYTES) {
      throw new SyncException(
          "a transfer of %d bytes was announced (expected: at most %d)"
              .formatted(transfer.getContentBytes(), MOST_BYTES));
    }
    return transfer;
  }

  private void report(Outcome outcome) {
    switch (outcome) {
      case Serves(var sealed, var applied) -> {
        Applied.Builder message =
            Applied.newBuilder()
                .setRevision(Wire.revision(sealed, sealed.root()))
                .setTookMicros(micros(applied.took()));
        message.addAllQuarantined(quarantined(applied.quarantined()));
        out.accept(FromNode.newBuilder().setApplied(message).build());
      }
      case Refused(var sealed, String reason, boolean unknownHistory) -> {
        LOG.error("unable to update running config: {}", reason);
        out.accept(
            FromNode.newBuilder()
                .setRejected(
                    Rejected.newBuilder()
                        .setRevision(Wire.revision(sealed, sealed.root()))
                        .setReason(reason)
                        .setUnknownHistory(unknownHistory))
                .build());
      }
      case Differs(String reason) -> compare(reason);
    }
  }

  private static List<Quarantined> quarantined(
      List<io.troop.proxy.live.Applied.Quarantined> entities) {
    return entities.stream()
        .limit(REPORTED)
        .map(entity ->
            Quarantined.newBuilder()
                .setKind(entity.key().kind())
                .setId(Wire.bytes(entity.key().id()))
                .setReason(entity.reason())
                .setServesLastGood(entity.servesLastGood())
                .build())
        .toList();
  }

  private static long micros(Duration took) {
    return took.toNanos() / 1000;
  }

  private void compare(String reason) {
    LOG.warn("comparing with the control plane: {}", reason);
    Image image = config.recompute();
    BucketHashes.Builder hashes =
        BucketHashes.newBuilder().setHashes(Wire.hashes(image)).setReason(reason);
    Holding held = config.holding();
    if (held != null) {
      hashes.setHolds(Wire.revision(held.sealed(), held.sealed().root()));
    }
    out.accept(FromNode.newBuilder().setBucketHashes(hashes).build());
  }

  /// Takes up the control plane's history, whatever this node holds.
  void adopt(String who) {
    config.adopt(who);
    compare(who);
  }

  /// Says that the node is there, and what it really holds.
  void heartbeat() {
    if (!config.isIntact(checkFrom, CHECKED)) {
      config.recompute();
    }
    checkFrom = (checkFrom + CHECKED) % Image.BUCKETS;
    Heartbeat.Builder heartbeat = Heartbeat.newBuilder().setState(local());
    Holding held = config.holding();
    if (held != null) {
      heartbeat.setRevision(
          Wire.revision(held.sealed(), held.image().root(held.sealed().controlPlane())));
    }
    out.accept(FromNode.newBuilder().setHeartbeat(heartbeat).build());
    if (++beats % BEATS_TO_SAVE_AGAIN == 0) {
      config.saveAgain();
    }
    credentials.watch();
    renewIfDue();
  }
}
