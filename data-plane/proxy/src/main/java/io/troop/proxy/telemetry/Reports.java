package io.troop.proxy.telemetry;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.troop.proto.telemetry.v1.Batch;
import io.troop.proto.telemetry.v1.Counter;
import io.troop.proto.telemetry.v1.Vitals;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes batches of what event loops counted. *Confined to the telemetry thread.*
final class Reports {

  private final ByteString node;
  private final ByteString epoch;
  private Instant from;
  private long sequence;

  Reports(UUID node, UUID epoch, Instant start) {
    this.node = bytes(node);
    this.epoch = bytes(epoch);
    this.from = start;
  }

  /// The next batch: what was counted since the one before.
  Batch next(List<TrafficTable> tables, Vitals vitals, Instant now) {
    Map<TrafficTable.Key, Traffic> merged = new HashMap<>();
    Map<@Nullable UUID, Map<String, PluginTime>> times = new HashMap<>();
    long folded = 0;
    for (TrafficTable table : tables) {
      folded += table.folded();
      table.forEach(
          (key, traffic) -> merged.computeIfAbsent(key, _ -> new Traffic()).merge(traffic));
      table.forEachTime((route, plugin, time) ->
          times
              .computeIfAbsent(route, _ -> new HashMap<>())
              .computeIfAbsent(plugin, _ -> new PluginTime())
              .merge(time));
    }
    Batch.Builder batch =
        Batch.newBuilder()
            .setNodeId(node)
            .setEpoch(epoch)
            .setSequence(++sequence)
            .setFromMillis(from.toEpochMilli())
            .setToMillis(now.toEpochMilli())
            .setVitals(vitals);
    merged.forEach((key, traffic) -> batch.addTraffic(message(key, traffic)));
    times.forEach((route, plugins) ->
        plugins.forEach((plugin, time) -> batch.addPluginTimes(message(route, plugin, time))));
    if (folded > 0) {
      batch.addCounters(Counter.newBuilder().setName("folded_requests").setValue(folded));
    }
    from = now;
    return batch.build();
  }

  private static io.troop.proto.telemetry.v1.Traffic message(
      TrafficTable.Key key, Traffic traffic) {
    var message =
        io.troop.proto.telemetry.v1.Traffic.newBuilder()
            .setRoute(bytes(key.route()))
            .setService(bytes(key.service()))
            .setConsumer(bytes(key.consumer()))
            .setBytesIn(traffic.bytesIn())
            .setBytesOut(traffic.bytesOut())
            .setLatency(UnsafeByteOperations.unsafeWrap(traffic.latency().encoded()))
            .setUpstreamLatency(
                UnsafeByteOperations.unsafeWrap(traffic.upstreamLatency().encoded()));
    for (int digit = 0; digit < Traffic.CLASSES; digit++) {
      message.addRequests(traffic.requests(digit));
    }
    return message.build();
  }

  private static io.troop.proto.telemetry.v1.PluginTime message(
      @Nullable UUID route, String plugin, PluginTime time) {
    var message =
        io.troop.proto.telemetry.v1.PluginTime.newBuilder()
            .setRoute(bytes(route))
            .setPlugin(plugin)
            .setTime(UnsafeByteOperations.unsafeWrap(time.time().encoded()));
    for (int digit = 0; digit < Traffic.CLASSES; digit++) {
      message.addRequests(time.requests(digit));
    }
    return message.build();
  }

  private static ByteString bytes(@Nullable UUID id) {
    return id == null
        ? ByteString.EMPTY
        : UnsafeByteOperations.unsafeWrap(
            ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
  }
}
