package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.pipeline.PipelineSettings;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// gRPC through the gateway, between a real client and a real server.
@Timeout(60)
final class GrpcTest {
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T part) {
    opened.add(part);
    return part;
  }

  private ManagedChannel through(String protocol, int port, int readTimeout) {
    var route = FixedConfig.aRoute("/", List.of("grpc", "grpcs"), false);
    var service = FixedConfig.aService(protocol, "127.0.0.1", port, 0, readTimeout);
    var live = new FixedConfig().route(route, service).live();
    Gateway gateway =
        open(new Gateway(live, PipelineSettings.DEFAULT, ConnectionRules.DEFAULT, "http2"));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
    opened.add(channel::shutdownNow);
    return channel;
  }

  private ManagedChannel through(GrpcUpstream upstream) {
    return through("grpc", upstream.port(), 5000);
  }

  private static String call(ManagedChannel channel, String text) {
    return ClientCalls.blockingUnaryCall(
        channel,
        GrpcUpstream.ECHO,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        text);
  }

  private static Status statusOf(ManagedChannel channel, String text) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> call(channel, text))
        .getStatus();
  }

  @Test
  void unaryCallsGoThroughWithMetadataBothWays() throws Exception {
    ManagedChannel channel = through(open(new GrpcUpstream()));
    Metadata sent = new Metadata();
    sent.put(GrpcUpstream.NOTE, "hello");
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();

    String answer =
        ClientCalls.blockingUnaryCall(
            io.grpc.ClientInterceptors.intercept(
                channel,
                MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers)),
            GrpcUpstream.ECHO,
            CallOptions.DEFAULT,
            "text");

    assertThat(answer).isEqualTo("text");
    assertThat(headers.get().get(GrpcUpstream.NOTE)).isEqualTo("head hello");
    assertThat(trailers.get().get(GrpcUpstream.NOTE)).isEqualTo("end hello");
    assertThat(headers.get().get(GrpcUpstream.ascii("via"))).isEqualTo("2 kong/3.9.1");
  }

  @Test
  void theServersStatusReachesTheClient() throws Exception {
    Status status = statusOf(through(open(new GrpcUpstream())), "fail NOT_FOUND");

    assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(status.getDescription()).isEqualTo("as asked");
  }

  @Test
  void aStreamOfAnswersWaitsForASlowClient() throws Exception {
    assertThat(counted(through(open(new GrpcUpstream())))).isEqualTo(3000);
  }

  /// What streams of one connection have ready leaves together; none may send more than its window
  /// allows, which the client would end the connection for.
  @Test
  void streamsOfOneConnectionKeepToTheirWindows() throws Exception {
    ManagedChannel channel = through(open(new GrpcUpstream()));
    var threads = open(Executors.newVirtualThreadPerTaskExecutor());
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, 8)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> counted(channel), threads))
            .toList();
    for (CompletableFuture<Integer> call : calls) {
      assertThat(call.get(50, TimeUnit.SECONDS)).isEqualTo(3000);
    }
  }

  private static int counted(ManagedChannel channel) {
    Iterator<String> answers =
        ClientCalls.blockingServerStreamingCall(
            channel, GrpcUpstream.COUNT, CallOptions.DEFAULT, "3000");
    int received = 0;
    while (answers.hasNext()) {
      assertThat(answers.next()).startsWith(received + " ");
      received++;
    }
    return received;
  }

  @Test
  void aStreamOfRequestsIsTaken() throws Exception {
    ManagedChannel channel = through(open(new GrpcUpstream()));
    CompletableFuture<String> sum = new CompletableFuture<>();
    StreamObserver<String> requests =
        ClientCalls.asyncClientStreamingCall(
            channel.newCall(GrpcUpstream.LENGTH, CallOptions.DEFAULT), GrpcUpstream.last(sum));
    for (int i = 0; i < 500; i++) {
      requests.onNext("x".repeat(1000));
    }
    requests.onCompleted();
    assertThat(sum.get(20, TimeUnit.SECONDS)).isEqualTo("500000");
  }

  @Test
  void bothSidesMayTalkAtTheSameTime() throws Exception {
    ManagedChannel channel = through(open(new GrpcUpstream()));
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    StreamObserver<String> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(GrpcUpstream.CHAT, CallOptions.DEFAULT), GrpcUpstream.into(answers));
    for (int i = 0; i < 100; i++) {
      requests.onNext("m" + i);
      assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("m" + i);
    }
    requests.onCompleted();
    assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("completed");
  }

  @Test
  void aServerMayEndBeforeTheClientDoes() throws Exception {
    ManagedChannel channel = through(open(new GrpcUpstream()));
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    StreamObserver<String> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(GrpcUpstream.CHAT, CallOptions.DEFAULT), GrpcUpstream.into(answers));
    requests.onNext("end");
    assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("completed");
    assertThat(call(channel, "again")).isEqualTo("again");
  }

  @Test
  void theServerLearnsOfACancelledCall() throws Exception {
    GrpcUpstream upstream = open(new GrpcUpstream());
    ManagedChannel channel = through(upstream);
    var call = channel.newCall(GrpcUpstream.CHAT, CallOptions.DEFAULT);
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    StreamObserver<String> requests =
        ClientCalls.asyncBidiStreamingCall(call, GrpcUpstream.into(answers));
    requests.onNext("one");
    assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
    call.cancel("enough", null);
    assertThat(upstream.cancelled().get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callsShareConnectionsAsFarAsTheServerAllows() throws Exception {
    GrpcUpstream upstream = open(new GrpcUpstream(3, false));
    ManagedChannel channel = through(upstream);
    var threads = open(Executors.newVirtualThreadPerTaskExecutor());
    // None is answered before ten are there, which are more than one connection may carry.
    List<CompletableFuture<String>> calls =
        IntStream.range(0, 40)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> call(channel, "meet " + i), threads))
            .toList();
    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).get(30, TimeUnit.SECONDS)).isEqualTo("meet " + i);
    }
    assertThat(upstream.connections()).isGreaterThan(3);
    GrpcUpstream shared = open(new GrpcUpstream());
    ManagedChannel other = through(shared);
    IntStream.range(0, 50).forEach(i -> call(other, "n" + i));
    assertThat(shared.connections()).isEqualTo(1); // one client connection is on one event loop
  }

  @Test
  void tlsToTheServerAgreesOnHttp2() throws Exception {
    GrpcUpstream upstream = open(new GrpcUpstream(100, true));
    assertThat(call(through("grpcs", upstream.port(), 5000), "secret")).isEqualTo("secret");
  }

  @Test
  void failuresOfTheUpstreamBecomeStatuses() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    assertThat(statusOf(through("grpc", nobody, 5000), "x").getCode())
        .isEqualTo(Status.Code.INTERNAL); // 502, as Kong maps it
    GrpcUpstream upstream = open(new GrpcUpstream());
    assertThat(statusOf(through("grpc", upstream.port(), 200), "never").getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED); // 504
  }

  @Test
  void anUpstreamThatSpeaksHttp1OnlyIsABadGateway() throws Exception {
    RawUpstream http1 = open(new RawUpstream(RawUpstream.ECHO));
    assertThat(statusOf(through("grpc", http1.port(), 2000), "x").getCode())
        .isIn(Status.Code.INTERNAL, Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void aServerThatGoesAwayIsFoundAgain() throws Exception {
    GrpcUpstream first = new GrpcUpstream();
    ManagedChannel channel = through(first);
    assertThat(call(channel, "a")).isEqualTo("a");
    int port = first.port();
    first.close();
    assertThat(statusOf(channel, "b").getCode()).isEqualTo(Status.Code.INTERNAL);
    open(new GrpcUpstream(port));
    assertThat(call(channel, "c")).isEqualTo("c");
  }

  @Test
  void aConnectionThatBreaksInTheMiddleEndsTheCall() throws Exception {
    GrpcUpstream upstream = open(new GrpcUpstream());
    ManagedChannel channel = through(upstream);
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    StreamObserver<String> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(GrpcUpstream.CHAT, CallOptions.DEFAULT), GrpcUpstream.into(answers));
    requests.onNext("one");
    assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
    upstream.close();
    assertThat(answers.poll(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS))
        .startsWith("error");
  }
}
