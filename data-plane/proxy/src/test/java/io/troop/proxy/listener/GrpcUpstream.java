package io.troop.proxy.listener;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.troop.certs.Authority;
import io.troop.certs.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A gRPC server whose messages are plain texts.
final class GrpcUpstream implements AutoCloseable {
  static final Metadata.Key<String> NOTE = ascii("x-note");
  static final MethodDescriptor<String, String> ECHO =
      method("Echo", MethodDescriptor.MethodType.UNARY);
  static final MethodDescriptor<String, String> COUNT =
      method("Count", MethodDescriptor.MethodType.SERVER_STREAMING);
  static final MethodDescriptor<String, String> LENGTH =
      method("Length", MethodDescriptor.MethodType.CLIENT_STREAMING);
  static final MethodDescriptor<String, String> CHAT =
      method("Chat", MethodDescriptor.MethodType.BIDI_STREAMING);

  private final Server server;
  private final CountDownLatch meeting = new CountDownLatch(10);
  private final AtomicInteger connections = new AtomicInteger();
  private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

  GrpcUpstream() throws Exception {
    this(0, 1000, false);
  }

  GrpcUpstream(int port) throws Exception {
    this(port, 1000, false);
  }

  GrpcUpstream(int streams, boolean tls) throws Exception {
    this(0, streams, tls);
  }

  private GrpcUpstream(int port, int streams, boolean tls) throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port), credentials(tls))
            .maxConcurrentCallsPerConnection(streams)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .addService(ServerInterceptors.intercept(service(), new Notes()))
            .addTransportFilter(
                new ServerTransportFilter() {
                  @Override
                  public Attributes transportReady(Attributes attributes) {
                    connections.incrementAndGet();
                    return attributes;
                  }
                })
            .build()
            .start();
  }

  private static ServerCredentials credentials(boolean tls) throws Exception {
    if (!tls) {
      return InsecureServerCredentials.create();
    }
    var key =
        Authority.create("test", Clock.systemUTC(), new SecureRandom())
            .issueServer(List.of("localhost"));
    return TlsServerCredentials.create(
        stream(Pem.write(key.chain())), stream(Pem.write(key.key())));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  int port() {
    return server.getPort();
  }

  /// How many connections were made.
  int connections() {
    return connections.get();
  }

  /// Completes when a chat was cancelled.
  CompletableFuture<Boolean> cancelled() {
    return cancelled;
  }

  static Metadata.Key<String> ascii(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static MethodDescriptor<String, String> method(
      String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName("test.Texts/" + name)
        .setRequestMarshaller(new Texts())
        .setResponseMarshaller(new Texts())
        .build();
  }

  private static final class Texts implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return GrpcUpstream.stream(value);
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("test.Texts")
        .addMethod(ECHO, ServerCalls.asyncUnaryCall(this::echo))
        .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(GrpcUpstream::count))
        .addMethod(LENGTH, ServerCalls.asyncClientStreamingCall(GrpcUpstream::length))
        .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
        .build();
  }

  private void echo(String text, StreamObserver<String> answer) {
    if (text.startsWith("fail ")) {
      answer.onError(
          Status.Code.valueOf(text.substring(5))
              .toStatus()
              .withDescription("as asked")
              .asRuntimeException());
    } else if (!text.equals("never")) {
      if (text.startsWith("meet ")) {
        meeting.countDown();
        awaitMeeting();
      }
      answer.onNext(text);
      answer.onCompleted();
    }
  }

  private void awaitMeeting() {
    try {
      meeting.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void count(String most, StreamObserver<String> answers) {
    var to = (ServerCallStreamObserver<String>) answers;
    int[] next = {0};
    String filling = " ".repeat(4096);
    to.setOnReadyHandler(() -> {
      while (to.isReady() && next[0] < Integer.parseInt(most)) {
        to.onNext(next[0]++ + filling);
        if (next[0] == Integer.parseInt(most)) {
          to.onCompleted();
        }
      }
    });
  }

  private static StreamObserver<String> length(StreamObserver<String> answer) {
    return new StreamObserver<>() {
      private int sum;

      @Override
      public void onNext(String value) {
        sum += value.length();
      }

      @Override
      public void onError(Throwable problem) {}

      @Override
      public void onCompleted() {
        answer.onNext(Integer.toString(sum));
        answer.onCompleted();
      }
    };
  }

  private StreamObserver<String> chat(StreamObserver<String> answers) {
    Context.current()
        .addListener(context -> cancelled.complete(context.isCancelled()), Runnable::run);
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        if (value.equals("end")) {
          answers.onCompleted();
        } else {
          answers.onNext(value);
        }
      }

      @Override
      public void onError(Throwable problem) {
        cancelled.complete(true);
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  /// Completes with the only answer.
  static StreamObserver<String> last(CompletableFuture<String> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        answer.complete(value);
      }

      @Override
      public void onError(Throwable problem) {
        answer.completeExceptionally(problem);
      }

      @Override
      public void onCompleted() {}
    };
  }

  /// Collects answers, and how they end.
  static StreamObserver<String> into(BlockingQueue<String> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        answers.add(value);
      }

      @Override
      public void onError(Throwable problem) {
        answers.add("error " + problem);
      }

      @Override
      public void onCompleted() {
        answers.add("completed");
      }
    };
  }

  /// Sends the client's note back in head and trailers.
  private static final class Notes implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      String note = headers.get(NOTE);
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata sent) {
              if (note != null) {
                sent.put(NOTE, "head " + note);
              }
              super.sendHeaders(sent);
            }

            @Override
            public void close(Status status, Metadata trailers) {
              if (note != null) {
                trailers.put(NOTE, "end " + note);
              }
              super.close(status, trailers);
            }
          },
          headers);
    }
  }

  @Override
  public void close() {
    try {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
