package io.troop.control.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.troop.certs.Fingerprint;
import io.troop.control.admin.HealthReports.Address;
import io.troop.control.admin.HealthReports.Spot;
import io.troop.control.fleet.Member;
import io.troop.proto.sync.v1.AddressHealth;
import io.troop.proto.sync.v1.HealthOrder;
import io.troop.proto.sync.v1.HealthReport;
import io.troop.proto.sync.v1.TargetHealth;
import io.troop.proto.sync.v1.UpstreamHealth;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeHealthTest {

  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID UPSTREAM = UUID.randomUUID();
  private static final String TARGET = "a.com:80";

  private final NodeHealth health = new NodeHealth();

  /// A node that does what it is told and says so.
  private final class Node implements StreamObserver<HealthOrder> {
    final List<HealthOrder> orders = new ArrayList<>();
    final StreamObserver<HealthReport> out;

    Node(UUID tenant) {
      out =
          health.open(
              new Member(tenant, new Fingerprint("ab".repeat(32)), Instant.MAX, "10.0.0.1"), this);
    }

    void report(String ip, boolean healthy) {
      out.onNext(HealthReport.newBuilder().addUpstreams(upstream(ip, healthy)).build());
    }

    @Override
    public void onNext(HealthOrder order) {
      orders.add(order);
      out.onNext(HealthReport.newBuilder().setDone(order.getNumber()).build());
    }

    @Override
    public void onError(Throwable problem) {}

    @Override
    public void onCompleted() {}
  }

  private static UpstreamHealth upstream(String ip, boolean healthy) {
    return UpstreamHealth.newBuilder()
        .setUpstream(bytes())
        .addTargets(
            TargetHealth.newBuilder()
                .setTarget(TARGET)
                .addAddresses(
                    AddressHealth.newBuilder()
                        .setIp(ip)
                        .setPort(80)
                        .setWeight(100)
                        .setHealthy(healthy)))
        .build();
  }

  private static ByteString bytes() {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(UPSTREAM.getMostSignificantBits())
            .putLong(UPSTREAM.getLeastSignificantBits())
            .flip());
  }

  @Test
  void anAddressIsHealthyWhenANodeTakesItForHealthy() {
    Node one = new Node(TENANT);
    Node other = new Node(TENANT);
    one.report("1.1.1.1", false);
    assertThat(health.targets(TENANT, UPSTREAM))
        .isEqualTo(Map.of(TARGET, List.of(new Address("1.1.1.1", 80, 100, false))));

    other.report("1.1.1.1", true);
    assertThat(health.targets(TENANT, UPSTREAM))
        .isEqualTo(Map.of(TARGET, List.of(new Address("1.1.1.1", 80, 100, true))));

    other.out.onCompleted();
    assertThat(health.targets(TENANT, UPSTREAM).get(TARGET))
        .containsExactly(new Address("1.1.1.1", 80, 100, false));
  }

  @Test
  void nodesOfOthersAreNeitherAskedNorTold() {
    Node theirs = new Node(UUID.randomUUID());
    theirs.report("1.1.1.1", false);

    assertThat(health.targets(TENANT, UPSTREAM)).isEmpty();
    assertThat(health.set(TENANT, UPSTREAM, TARGET, Optional.empty(), false)).isZero();
    assertThat(theirs.orders).isEmpty();
  }

  @Test
  void everyNodeIsTold() {
    Node one = new Node(TENANT);
    Node other = new Node(TENANT);

    int told = health.set(TENANT, UPSTREAM, TARGET, Optional.of(new Spot("1.1.1.1", 80)), false);

    assertThat(told).isEqualTo(2);
    assertThat(one.orders).isEqualTo(other.orders).hasSize(1);
    assertThat(one.orders.getFirst().getTarget()).isEqualTo(TARGET);
    assertThat(one.orders.getFirst().getIp()).isEqualTo("1.1.1.1");
    assertThat(one.orders.getFirst().getHealthy()).isFalse();
  }

  @Test
  void anUpstreamThatIsGoneIsForgotten() {
    Node one = new Node(TENANT);
    one.report("1.1.1.1", false);
    one.out.onNext(
        HealthReport.newBuilder()
            .addUpstreams(UpstreamHealth.newBuilder().setUpstream(bytes()))
            .build());

    assertThat(health.targets(TENANT, UPSTREAM)).isEmpty();
  }
}
