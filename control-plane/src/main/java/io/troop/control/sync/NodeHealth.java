package io.troop.control.sync;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.troop.control.admin.HealthReports;
import io.troop.control.fleet.Member;
import io.troop.proto.sync.v1.AddressHealth;
import io.troop.proto.sync.v1.HealthOrder;
import io.troop.proto.sync.v1.HealthReport;
import io.troop.proto.sync.v1.TargetHealth;
import io.troop.proto.sync.v1.UpstreamHealth;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the nodes of this process think of the targets of upstreams, and the way to tell them what
/// to think. *Thread-safe.* An address counts as healthy when a node takes it for healthy.
public final class NodeHealth implements HealthReports {

  private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final Map<Long, CountDownLatch> waiting = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /// A node begins to report.
  StreamObserver<HealthReport> open(Member member, StreamObserver<HealthOrder> out) {
    Stream stream = new Stream(member, out);
    streams.add(stream);
    return stream;
  }

  @Override
  public Map<String, List<Address>> targets(UUID controlPlane, UUID upstream) {
    return merged(
        streams.stream()
            .filter(stream -> stream.member.controlPlane().equals(controlPlane))
            .map(stream -> stream.of(upstream))
            .toList());
  }

  /// What several say of the same targets as one.
  static Map<String, List<Address>> merged(List<Map<String, List<Address>>> said) {
    Map<String, Map<String, Address>> merged = new LinkedHashMap<>();
    for (Map<String, List<Address>> targets : said) {
      targets.forEach((target, addresses) -> {
        Map<String, Address> known = merged.computeIfAbsent(target, _ -> new LinkedHashMap<>());
        addresses.forEach(address ->
            known.merge(
                address.ip() + " " + address.port(),
                address,
                (one, other) -> one.healthy() ? one : other));
      });
    }
    Map<String, List<Address>> out = new LinkedHashMap<>();
    merged.forEach((target, addresses) -> out.put(target, List.copyOf(addresses.values())));
    return out;
  }

  @Override
  public int set(
      UUID controlPlane, UUID upstream, String target, Optional<Spot> spot, boolean healthy) {
    List<Stream> reached =
        streams.stream()
            .filter(stream -> stream.member.controlPlane().equals(controlPlane))
            .toList();
    long number = numbers.incrementAndGet();
    HealthOrder.Builder order =
        HealthOrder.newBuilder()
            .setNumber(number)
            .setUpstream(bytes(upstream))
            .setTarget(target)
            .setHealthy(healthy);
    spot.ifPresent(address -> order.setIp(address.ip()).setPort(address.port()));
    CountDownLatch done = new CountDownLatch(reached.size());
    waiting.put(number, done);
    try {
      reached.forEach(stream -> stream.send(order.build()));
      if (!done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "{} of {} nodes did not confirm the health of target {} in {} seconds",
            done.getCount(),
            reached.size(),
            target,
            PATIENCE.toSeconds());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.remove(number);
    }
    return reached.size();
  }

  private static ByteString bytes(UUID id) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .flip());
  }

  /// The reports of one node. *Thread-safe.*
  private final class Stream implements StreamObserver<HealthReport> {
    private final Member member;
    private final StreamObserver<HealthOrder> out;
    private final Map<UUID, Map<String, List<Address>>> told = new HashMap<>();

    Stream(Member member, StreamObserver<HealthOrder> out) {
      this.member = member;
      this.out = out;
    }

    synchronized Map<String, List<Address>> of(UUID upstream) {
      return told.getOrDefault(upstream, Map.of());
    }

    @Override
    public void onNext(HealthReport report) {
      synchronized (this) {
        for (UpstreamHealth upstream : report.getUpstreamsList()) {
          UUID id = NodeStream.uuid(upstream.getUpstream());
          if (upstream.getTargetsCount() == 0) {
            told.remove(id);
          } else {
            told.put(id, targets(upstream));
          }
        }
      }
      CountDownLatch latch = waiting.get(report.getDone());
      if (latch != null) {
        latch.countDown();
      }
    }

    private static Map<String, List<Address>> targets(UpstreamHealth upstream) {
      Map<String, List<Address>> targets = new LinkedHashMap<>();
      for (TargetHealth target : upstream.getTargetsList()) {
        List<Address> addresses = new ArrayList<>();
        for (AddressHealth address : target.getAddressesList()) {
          addresses.add(
              new Address(
                  address.getIp(), address.getPort(), address.getWeight(), address.getHealthy()));
        }
        targets.put(target.getTarget(), List.copyOf(addresses));
      }
      return targets;
    }

    synchronized void send(HealthOrder order) {
      try {
        out.onNext(order);
      } catch (RuntimeException gone) {
        LOG.debug("{} is gone: {}", member.address(), gone.getMessage());
      }
    }

    @Override
    public void onError(Throwable problem) {
      streams.remove(this);
    }

    @Override
    public void onCompleted() {
      streams.remove(this);
      out.onCompleted();
    }
  }
}
