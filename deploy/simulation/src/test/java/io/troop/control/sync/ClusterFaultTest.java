package io.troop.control.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.LiveKey;
import io.troop.certs.NodeTrust;
import io.troop.certs.TrustAnchors;
import io.troop.proto.sync.v1.Applied;
import io.troop.proto.sync.v1.BucketHashes;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.Hello;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import io.troop.proxy.sync.SyncStatus;
import io.troop.simulation.FakeControlPlane;
import io.troop.state.Root;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Bad networks, bad frames and bad certificates over real TLS connections: what happens to who
/// caused it, and that nothing happens to the others.
class ClusterFaultTest extends OverTls {

  private static final Duration AGES = Duration.ofDays(40 * 365);

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] bytes) {
          return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try (stream) {
            return stream.readAllBytes();
          } catch (IOException problem) {
            throw new UncheckedIOException(problem);
          }
        }
      };

  private static final MethodDescriptor<byte[], byte[]> SYNC =
      MethodDescriptor.newBuilder(BYTES, BYTES)
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(SyncServiceGrpc.getSyncMethod().getFullMethodName())
          .build();

  @Test
  void aNodeBehindABadNetworkServesOnlyWhatWasCommittedAndGetsToTheNewest() throws Exception {
    Set<Root> committed = ConcurrentHashMap.newKeySet();
    Set<Root> served = ConcurrentHashMap.newKeySet();
    onServe = image -> served.add(image.root(FakeControlPlane.ID));
    committed.add(controlPlane.root());
    controlPlane.commit(services(0, 200));
    committed.add(controlPlane.root());
    try (ShakyRelay relay = new ShakyRelay(port, 7, 60)) {
      Map<String, String> through = Map.of("cluster_control_plane", "127.0.0.1:" + relay.port());
      SyncStatus status = start(node, "localhost", through);
      await(status::isReady);
      long last = System.nanoTime() + PATIENCE.toNanos();
      for (int i = 0; i < 50 || relay.cuts() < 4; i++) {
        assertThat(System.nanoTime()).as("%d cuts in time", relay.cuts()).isLessThan(last);
        controlPlane.commit(services(i, i + 3));
        committed.add(controlPlane.root());
        controlPlane.commit(services(1000 + i % 100, 1002 + i % 100));
        committed.add(controlPlane.root());
        if (i % 5 == 0) {
          long there = controlPlane.revision();
          await(() -> revision(status) == there);
        }
      }
      relay.heal();

      await(() -> revision(status) == controlPlane.revision());

      assertThat(status.configHash()).isEqualTo(controlPlane.root().configHash());
      assertThat(committed).as("what was served").containsAll(served);
    }
  }

  @Test
  void framesThatNoNodeSendsEndTheirStreamWithAReasonAndHarmNoOther() throws Exception {
    SyncStatus good = start(node, "localhost", Map.of());
    await(good::isReady);
    Map<String, List<byte[]>> frames = new LinkedHashMap<>();
    byte[] noise = new byte[100];
    new Random(3).nextBytes(noise);
    noise[0] = (byte) 0xff;
    frames.put("a frame that can't be read", List.of(noise));
    frames.put("a frame that can't be read ", List.of(hello("fine"), noise));
    frames.put("the first message is APPLIED (expected: HELLO)", List.of(applied()));
    frames.put("the first message is MESSAGE_NOT_SET (expected: HELLO)", List.of(new byte[0]));
    frames.put("a second HELLO (expected: one)", List.of(hello("fine"), hello("fine")));
    frames.put("id of 3 bytes (expected: 16)", List.of(hello(new byte[3], "fine")));
    frames.put(
        "hostname with control characters (expected: one line of text)",
        List.of(hello("nul\0nul")));
    frames.put(
        "hostname of 1000000 characters (expected: at most 256)",
        List.of(hello("x".repeat(1_000_000))));
    frames.put(
        "5 bytes of bucket hashes",
        List.of(
            hello("fine"),
            FromNode.newBuilder()
                .setBucketHashes(
                    BucketHashes.newBuilder().setHashes(ByteString.copyFrom(new byte[5])))
                .build()
                .toByteArray()));
    for (Map.Entry<String, List<byte[]>> each : frames.entrySet()) {
      Status end = speak(node, CallOptions.DEFAULT, each.getValue());

      assertThat(end.getCode())
          .as("%s: %s", each.getKey(), end)
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(end.getDescription()).contains(each.getKey().strip());
    }
    follows(good);
  }

  @Test
  void hugeFramesEndTheirStreamAlsoWhenTheyAreSmallOnTheWire() throws Exception {
    SyncStatus good = start(node, "localhost", Map.of());
    await(good::isReady);

    Status huge = speak(node, CallOptions.DEFAULT, List.of(new byte[8 << 20]));
    byte[] large = hello("x".repeat(50 << 20));
    Status bomb = speak(node, CallOptions.DEFAULT.withCompression("gzip"), List.of(large));

    assertThat(List.of(huge, bomb)).noneMatch(Status::isOk);
    assertThat(huge.getDescription()).contains("exceeds maximum size 4194304");
    assertThat(bomb.getDescription()).contains("too many bytes (expected: at most 4194304)");
    follows(good);
  }

  @Test
  void whoSpeaksNoTlsIsLeftAloneAndHarmsNobody() throws Exception {
    SyncStatus good = start(node, "localhost", Map.of());
    await(good::isReady);
    byte[] noise = new byte[64 * 1024];
    new Random(5).nextBytes(noise);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      try {
        socket.getOutputStream().write(noise);
        socket.getInputStream().readAllBytes();
      } catch (IOException reset) {
        // Hung up on while writing: as good.
      }
    }
    follows(good);
  }

  @Test
  void aHugeFrameFromAControlPlaneEndsTheStreamAndTheNodeServesOn() throws Exception {
    SyncStatus status = start(node, "localhost", Map.of());
    await(status::isReady);
    long served = revision(status);
    CompletableFuture<String> ended = new CompletableFuture<>();
    listener.stop();
    open(List.of(whoAnswers(new byte[2 << 20], ended)));

    ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(status.isReady()).isTrue();
    assertThat(revision(status)).isEqualTo(served);
    listener.stop();
    open();
    follows(status);
  }

  @Test
  void aNoisyControlPlaneEndsTheStreamAndTheNodeServesOn() throws Exception {
    SyncStatus status = start(node, "localhost", Map.of());
    await(status::isReady);
    CompletableFuture<String> ended = new CompletableFuture<>();
    byte[] noise = new byte[500];
    new Random(9).nextBytes(noise);
    noise[0] = (byte) 0xff;
    listener.stop();
    open(List.of(whoAnswers(noise, ended)));

    ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(status.isReady()).isTrue();
    listener.stop();
    open();
    follows(status);
  }

  @Test
  void aCertificateThatExpiredLetsInNoMoreButEndsNothing() throws Exception {
    SyncStatus status = start(node, "localhost", Map.of());
    await(status::isConnected);
    controlPlane.jump(AGES);
    follows(status);
    assertThat(speak(node, CallOptions.DEFAULT, List.of(hello("late"))).getCode())
        .as("a new connection")
        .isEqualTo(Status.Code.UNAVAILABLE);

    listener.stop();
    await(() -> !status.isConnected());
    open();
    assertThat(status.isReady()).as("it serves on").isTrue();
    assertThat(speak(node, CallOptions.DEFAULT, List.of(hello("late"))).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);

    controlPlane.jump(AGES.negated());
    await(status::isConnected);
    follows(status);
  }

  @Test
  void aCertificateOfAnotherControlPlanesAuthorityLetsInNobody() throws Exception {
    trust =
        new NodeTrust(
            Map.of(),
            Map.of(controlPlane.authority().certificate(), FakeControlPlane.ID),
            Set.of());
    Authority other = Authority.create("Simulated CA", InstantSource.system(), new SecureRandom());
    CertifiedKey foreign = other.issueNode("node-1");

    Status refused = speak(foreign, CallOptions.DEFAULT, List.of(hello("foreign")));

    assertThat(refused.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(controlPlane.registry().nodes(FakeControlPlane.ID)).isEmpty();
    SyncStatus own = start(node, "localhost", Map.of());
    await(own::isReady);
    follows(own);
  }

  /// A commit reaches the node.
  private void follows(SyncStatus status) throws InterruptedException {
    controlPlane.commit(services(1, 2));
    controlPlane.commit(services(2, 4));
    await(() -> revision(status) == controlPlane.revision());
    assertThat(status.configHash()).isEqualTo(controlPlane.root().configHash());
  }

  /// A control plane that answers every message with the same bytes.
  ///
  /// @param ended completes when a node hung up for it
  private static ServerServiceDefinition whoAnswers(
      byte[] answer, CompletableFuture<String> ended) {
    MethodDescriptor<FromNode, Frame> method =
        SyncServiceGrpc.getSyncMethod().toBuilder(new NodeMessages(), Frame.MARSHALLER).build();
    return ServerServiceDefinition.builder(SyncServiceGrpc.SERVICE_NAME)
        .addMethod(
            method,
            ServerCalls.asyncBidiStreamingCall(out ->
                new StreamObserver<FromNode>() {
                  @Override
                  public void onNext(FromNode message) {
                    out.onNext(new Frame(answer));
                  }

                  @Override
                  public void onError(Throwable problem) {
                    ended.complete(String.valueOf(problem.getMessage()));
                  }

                  @Override
                  public void onCompleted() {
                    ended.complete("left");
                  }
                }))
        .build();
  }

  /// Sends frames over a stream of its own.
  ///
  /// @return how the control plane ended it
  private Status speak(CertifiedKey key, CallOptions options, List<byte[]> frames)
      throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                "localhost",
                port,
                TlsChannelCredentials.newBuilder()
                    .keyManager(new LiveKey(() -> key))
                    .trustManager(
                        TrustAnchors.trusting(List.of(controlPlane.authority().certificate())))
                    .build())
            .build();
    CompletableFuture<Status> ended = new CompletableFuture<>();
    try {
      StreamObserver<byte[]> out =
          ClientCalls.asyncBidiStreamingCall(
              channel.newCall(SYNC, options),
              new StreamObserver<>() {
                @Override
                public void onNext(byte[] message) {}

                @Override
                public void onError(Throwable problem) {
                  ended.complete(Status.fromThrowable(problem));
                }

                @Override
                public void onCompleted() {
                  ended.complete(Status.OK);
                }
              });
      frames.forEach(out::onNext);
      return ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      channel.shutdownNow();
    }
  }

  private static byte[] hello(String hostname) {
    return hello(bytes(UUID.randomUUID()), hostname);
  }

  private static byte[] hello(byte[] id, String hostname) {
    return FromNode.newBuilder()
        .setHello(
            Hello.newBuilder()
                .setNodeId(ByteString.copyFrom(id))
                .setHostname(hostname)
                .setVersion("3.9.1"))
        .build()
        .toByteArray();
  }

  private static byte[] bytes(UUID id) {
    return Shipment.bytes(id).toByteArray();
  }

  private static byte[] applied() {
    return FromNode.newBuilder().setApplied(Applied.getDefaultInstance()).build().toByteArray();
  }
}
