package io.troop.control.sync;

import io.grpc.stub.StreamObserver;
import io.troop.control.fleet.Member;
import io.troop.proto.telemetry.v1.Batch;
import io.troop.proto.telemetry.v1.Received;
import io.troop.proto.telemetry.v1.TelemetryServiceGrpc;
import io.troop.proto.telemetry.v1.Vitals;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what nodes report of themselves and keeps the latest vitals of each in memory.
/// *Thread-safe.*
public final class TelemetryService extends TelemetryServiceGrpc.TelemetryServiceImplBase {

  private static final Logger LOG = LoggerFactory.getLogger(TelemetryService.class);

  private record Key(UUID controlPlane, UUID node) {}

  private final Map<Key, Vitals> latest = new ConcurrentHashMap<>();

  /// What a node reported last to this process.
  Optional<Vitals> vitals(UUID controlPlane, UUID node) {
    return Optional.ofNullable(latest.get(new Key(controlPlane, node)));
  }

  @Override
  public StreamObserver<Batch> report(StreamObserver<Received> out) {
    Member member = SyncService.MEMBER.get();
    return new StreamObserver<>() {
      @Override
      public void onNext(Batch batch) {
        Key key = new Key(member.controlPlane(), NodeStream.uuid(batch.getNodeId()));
        if (batch.hasVitals()) {
          latest.put(key, batch.getVitals());
        }
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
}
