package io.troop.control.sync;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.troop.control.analytics.Report;
import io.troop.control.analytics.TrafficLog;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeRegistry;
import io.troop.control.fleet.Vitals;
import io.troop.proto.telemetry.v1.Batch;
import io.troop.proto.telemetry.v1.PluginTime;
import io.troop.proto.telemetry.v1.Received;
import io.troop.proto.telemetry.v1.TelemetryServiceGrpc;
import io.troop.proto.telemetry.v1.Traffic;
import io.troop.sketch.LatencySketch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what nodes report of themselves. *Thread-safe.* A batch that a node sends again, because
/// the answer to it was lost, counts once.
public final class TelemetryService extends TelemetryServiceGrpc.TelemetryServiceImplBase {

  private static final Logger LOG = LoggerFactory.getLogger(TelemetryService.class);
  private static final int CLASSES = 6;
  private static final int LONGEST_NAME = 100;

  private record Key(UUID controlPlane, UUID node) {}

  private record Seen(ByteString epoch, long sequence) {}

  private final NodeRegistry registry;
  private final TrafficLog traffic;
  private final InstantSource clock;
  private final Map<Key, Seen> seen = new ConcurrentHashMap<>();

  public TelemetryService(NodeRegistry registry, TrafficLog traffic, InstantSource clock) {
    this.registry = registry;
    this.traffic = traffic;
    this.clock = clock;
  }

  @Override
  public StreamObserver<Batch> report(StreamObserver<Received> out) {
    Member member = SyncService.MEMBER.get();
    return new StreamObserver<>() {
      @Override
      public void onNext(Batch batch) {
        take(member, batch);
        out.onNext(Received.newBuilder().setSequence(batch.getSequence()).build());
      }

      @Override
      public void onError(Throwable problem) {
        LOG.debug("a telemetry stream of {} was lost: {}", member.address(), problem.getMessage());
      }

      @Override
      public void onCompleted() {
        out.onCompleted();
      }
    };
  }

  /// What can't be read is named and answered as received: sent again, it would be no better.
  private void take(Member member, Batch batch) {
    try {
      UUID node = NodeStream.uuid(batch.getNodeId());
      Key key = new Key(member.controlPlane(), node);
      Seen now = new Seen(batch.getEpoch(), batch.getSequence());
      Seen before = seen.put(key, now);
      if (before != null
          && before.epoch().equals(now.epoch())
          && before.sequence() >= now.sequence()) {
        seen.put(key, before);
        return;
      }
      if (batch.hasVitals()) {
        registry.vitals(member.controlPlane(), node, vitals(batch.getVitals()));
      }
      if (batch.getTrafficCount() + batch.getPluginTimesCount() > 0) {
        traffic.add(report(member, node, batch));
      }
    } catch (IllegalArgumentException problem) {
      LOG.warn("a report of {} can't be read: {}", member.address(), problem.getMessage());
    }
  }

  private Vitals vitals(io.troop.proto.telemetry.v1.Vitals message) {
    return new Vitals(
        clock.instant(),
        message.getHeapUsedBytes(),
        message.getHeapMostBytes(),
        message.getUptimeMillis() / 1000,
        message.getConnectionsActive(),
        message.getRequestsTotal(),
        message.getDroppedBatches());
  }

  private static Report report(Member member, UUID node, Batch batch) {
    List<Report.Carried> carried =
        batch.getTrafficList().stream().map(TelemetryService::carried).toList();
    return new Report(
        member.controlPlane(),
        node,
        Instant.ofEpochMilli(batch.getFromMillis()),
        carried,
        batch.getPluginTimesList().stream().map(TelemetryService::timed).toList());
  }

  private static Report.Timed timed(PluginTime message) {
    int length = message.getPlugin().length();
    if (length == 0 || length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "a plugin's name of " + length + " letters (expected: 1 to " + LONGEST_NAME + ")");
    }
    return new Report.Timed(
        id(message.getRoute()),
        message.getPlugin(),
        classes(message.getRequestsList()),
        LatencySketch.decode(message.getTime().toByteArray()));
  }

  private static long[] classes(List<Long> requests) {
    if (requests.size() != CLASSES) {
      throw new IllegalArgumentException(
          requests.size() + " classes of status (expected: " + CLASSES + ")");
    }
    return requests.stream().mapToLong(Long::longValue).toArray();
  }

  private static Report.Carried carried(Traffic message) {
    return new Report.Carried(
        id(message.getRoute()),
        id(message.getService()),
        id(message.getConsumer()),
        classes(message.getRequestsList()),
        message.getBytesIn(),
        message.getBytesOut(),
        LatencySketch.decode(message.getLatency().toByteArray()),
        LatencySketch.decode(message.getUpstreamLatency().toByteArray()));
  }

  private static @Nullable UUID id(ByteString bytes) {
    return bytes.isEmpty() ? null : NodeStream.uuid(bytes);
  }
}
