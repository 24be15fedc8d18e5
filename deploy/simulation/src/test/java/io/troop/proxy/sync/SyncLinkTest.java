package io.troop.proxy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.troop.certs.TrustAnchors;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import io.troop.proxy.live.Applied;
import io.troop.simulation.FakeControlPlane;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SyncLinkTest {

  @Test
  void anErrorNobodyForesawEndsTheStreamInsteadOfHangingIt() throws Exception {
    BlockingQueue<Status> lost = new LinkedBlockingQueue<>();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (FakeControlPlane controlPlane = new FakeControlPlane()) {
      ManagedChannel channel = InProcessChannelBuilder.forName(controlPlane.name()).build();
      ConfigStore store = new ConfigStore(null, Runnable::run);
      HeldConfig config =
          new HeldConfig((_, _) -> new Applied(List.of(), Duration.ZERO), store, new SyncStatus());
      Credentials credentials =
          new Credentials(
              controlPlane.authority().issueNode("node"),
              TrustAnchors.trusting(List.of(controlPlane.authority().certificate())),
              null,
              InstantSource.system(),
              new SecureRandom());
      SyncLink link =
          new SyncLink(
              thread,
              (_, _) -> {
                throw new IllegalStateException("a bug in what is done with the welcome");
              },
              (status, _) -> lost.add(status));
      NodeFacts facts =
          new NodeFacts(UUID.randomUUID(), "node", "3.9.1", Map.of(), Map.of("key-auth", "3.9.1"));

      thread.execute(() ->
          link.open(
              SyncServiceGrpc.newStub(channel),
              out -> new SyncSession(facts, config, store, credentials, out)));

      Status status = lost.poll(10, TimeUnit.SECONDS);
      assertThat(status).isNotNull();
      assertThat(status.getDescription()).contains("a bug in what is done with the welcome");
      channel.shutdownNow();
    } finally {
      thread.shutdownNow();
    }
  }
}
