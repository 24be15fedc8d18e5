package io.troop.control.kong;

import io.troop.control.edit.Kinds;
import io.troop.control.fleet.Compatibility;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeRegistry;
import io.troop.control.fleet.NodeRegistry.Outcome;
import io.troop.control.fleet.NodeSession;
import io.troop.control.fleet.NodeView;
import io.troop.control.store.Heads.Head;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One unmodified Kong node that is connected. *Thread-safe:* its connection and commits meet at
/// one lock.
///
/// The node says what it is (`basic_info`), is sent the configuration as a whole, and says in its
/// pings, 32 characters long, which one it serves. At most one message is under way; what is
/// committed meanwhile goes into the next.
final class KongNode {

  private static final Logger LOG = LoggerFactory.getLogger(KongNode.class);

  private static final int HASH_LENGTH = 32;
  private static final int REMEMBERED = 16;

  /// So many pings with another hash mean that the node did not take what it was sent: one may be
  /// from before it was done.
  private static final int PATIENCE = 2;

  private final Lock lock = new ReentrantLock();
  private final Query query;
  private final Member member;
  private final Wire wire;
  private final Surroundings around;

  /// What it was sent, by hash.
  private final Map<String, Sent> sent =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
          return size() > REMEMBERED;
        }
      };

  private @Nullable NodeSession session;
  private @Nullable Audience audience;
  private BasicInfo info = new BasicInfo(Map.of(), Map.of());
  private String serves = Payload.NO_HASH;
  private @Nullable Sent last;
  private String withheld = "";
  private int otherPings;
  private boolean busy;
  private boolean again;
  private boolean ended;

  /// What a node says in the address it connects to.
  record Query(UUID id, String hostname, String version) {
    @Override
    public String toString() {
      return "id: " + id + ", host: " + hostname + ", version: " + version;
    }
  }

  /// The connection to the node.
  interface Wire {

    /// Sends a binary frame.
    ///
    /// @param done called when it is sent, or can't be
    void send(byte[] frame, Runnable done);

    void pong();

    /// Ends the connection.
    void end();
  }

  /// What the node deals with in this process.
  ///
  /// @param payloads makes the messages
  /// @param nodes the others, and what each is to serve
  record Surroundings(
      NodeRegistry registry,
      Compatibility compatibility,
      Kinds kinds,
      Payloads payloads,
      KongNodes nodes,
      InstantSource clock) {}

  private record Sent(Payload payload, Instant at) {}

  KongNode(Query query, Member member, Wire wire, Surroundings around) {
    this.query = query;
    this.member = member;
    this.wire = wire;
    this.around = around;
  }

  Member member() {
    return member;
  }

  UUID id() {
    return query.id();
  }

  Map<String, String> labels() {
    return info.labels();
  }

  /// A binary frame came: its introduction or, later, an error that it reports.
  void binary(byte[] frame) {
    locked(() -> {
      NodeSession known = session;
      if (known == null) {
        introduce(BasicInfo.of(frame));
      } else {
        known.seen();
        failed(known, ErrorReport.of(frame, around.kinds()));
      }
    });
  }

  private void introduce(BasicInfo given) {
    info = given;
    NodeView.Extras kong = new NodeView.Extras(NodeView.KONG, null, false, null);
    NodeSession opened =
        around
            .registry()
            .connected(
                member,
                new NodeRegistry.Introduction(
                    query.id(),
                    query.hostname(),
                    query.version(),
                    given.labels(),
                    given.plugins(),
                    kong));
    session = opened;
    String wrong = around.compatibility().versionProblem(query.version());
    if (wrong != null) {
      throw new IllegalArgumentException(wrong);
    }
    audience = Audience.of(query.version(), given.plugins().keySet());
    around.nodes().join(this);
  }

  private void failed(NodeSession known, ErrorReport report) {
    Sent refused = sent.get(report.hash());
    if (refused == null) {
      LOG.warn("node {} could not use a configuration: {}", query.id(), report.reason());
      return;
    }
    long revision = refused.payload().sealed().revision();
    LOG.warn("node {} could not use revision {}: {}", query.id(), revision, report.reason());
    known.rejected(revision, report.reason(), report.entities());
  }

  /// A ping came.
  void ping(byte[] content) {
    locked(() -> {
      NodeSession known = session;
      if (known == null) {
        throw new IllegalArgumentException("the first frame is a ping (expected: basic_info)");
      }
      if (content.length != HASH_LENGTH) {
        throw new IllegalArgumentException(
            "received a ping frame from the data plane with an invalid hash of "
                + content.length
                + " bytes (expected: "
                + HASH_LENGTH
                + ")");
      }
      known.seen();
      wire.pong();
      heard(known, new String(content, StandardCharsets.US_ASCII));
    });
  }

  private void heard(NodeSession known, String hash) {
    boolean news = !hash.equals(serves);
    serves = hash;
    Sent held = sent.get(hash);
    Sent wanted = last;
    if (held != null && news) {
      applied(known, held);
    }
    if (wanted == null || wanted.payload().hash().equals(hash)) {
      otherPings = 0;
    } else if (++otherPings == PATIENCE) {
      known.rejected(
          wanted.payload().sealed().revision(),
          "it goes on serving another configuration; its log says why, and with konnect_mode = on"
              + " it says so here",
          List.of());
    }
  }

  private void applied(NodeSession known, Sent held) {
    Payload payload = held.payload();
    known.applied(
        new Outcome(
            payload.sealed().revision(),
            payload.sealed().root(),
            Duration.between(held.at(), around.clock().instant()),
            List.of()));
  }

  /// Any other frame came.
  void other(String type) {
    locked(() -> {
      throw new IllegalArgumentException(
          "invalid websocket frame received from data plane: " + type);
    });
  }

  /// The node may have something else to serve. Makes the message in this thread, if nobody has.
  void push() {
    Audience whom = audience;
    if (whom == null) {
      return;
    }
    lock.lock();
    try {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
    } finally {
      lock.unlock();
    }
    boolean sends = false;
    try {
      sends = push(whom);
    } catch (RuntimeException problem) {
      LOG.error("the configuration for node {} can't be made", query.id(), problem);
    } finally {
      if (!sends) {
        free();
      }
    }
  }

  private boolean push(Audience whom) {
    Head wanted = around.nodes().wanted(this);
    String problem = around.compatibility().pluginProblem(member.controlPlane(), info.plugins());
    if (problem != null) {
      withhold(problem);
      return false;
    }
    withheld = "";
    return send(around.payloads().of(wanted, whom));
  }

  private void withhold(String problem) {
    if (!problem.equals(withheld)) {
      withheld = problem;
      LOG.warn("unable to send updated configuration to data plane: {} [{}]", problem, query);
    }
  }

  private boolean send(Payload payload) {
    lock.lock();
    try {
      NodeSession known = session;
      if (ended || known == null) {
        return false;
      }
      Sent before = last;
      Sent now = new Sent(payload, around.clock().instant());
      sent.put(payload.hash(), now);
      last = now;
      otherPings = 0;
      if (before != null && before.payload().hash().equals(payload.hash())) {
        // Another revision of the same content: the node would not do anything.
        if (serves.equals(payload.hash())) {
          applied(known, now);
        }
        return false;
      }
      known.sent("SNAPSHOT", "Kong's protocol sends everything", payload.bytes().length);
      wire.send(payload.bytes(), this::free);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void free() {
    if (isFreedForMore()) {
      around.nodes().later(this);
    }
  }

  private boolean isFreedForMore() {
    lock.lock();
    try {
      busy = false;
      boolean more = again && !ended;
      again = false;
      return more;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the connection.
  void cut(String reason) {
    end(reason);
    wire.end();
  }

  /// The connection is over.
  void end(String reason) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        around.nodes().leave(this);
        NodeSession known = session;
        if (known != null) {
          known.ended(reason);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      if (!ended) {
        action.run();
      }
    } catch (IllegalArgumentException problem) {
      LOG.error("{} [{}, ip: {}]", problem.getMessage(), query, member.address());
      cut(String.valueOf(problem.getMessage()));
    } catch (RuntimeException problem) {
      LOG.error("the connection of {} failed and is ended", query, problem);
      cut("the control plane failed: " + problem);
    } finally {
      lock.unlock();
    }
  }
}
