package io.troop.control.sync;

import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeRegistry;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.SyncServiceGrpc;

/// Binds gRPC's method to [NodeStream]. Generated code would serialise every message anew for every
/// node; here messages leave as the bytes they were made into once.
public final class SyncService {

  /// Who called; set by what authenticates.
  public static final Context.Key<Member> MEMBER = Context.key("member");

  private final Feeds feeds;
  private final NodeRegistry registry;
  private final Greeting greeting;
  private final NodeHealth health;

  public SyncService(Feeds feeds, NodeRegistry registry, Greeting greeting, NodeHealth health) {
    this.feeds = feeds;
    this.registry = registry;
    this.greeting = greeting;
    this.health = health;
  }

  public ServerServiceDefinition definition() {
    MethodDescriptor<FromNode, Frame> method =
        SyncServiceGrpc.getSyncMethod().toBuilder(
                SyncServiceGrpc.getSyncMethod().getRequestMarshaller(), Frame.MARSHALLER)
            .build();
    return ServerServiceDefinition.builder(SyncServiceGrpc.SERVICE_NAME)
        .addMethod(method, ServerCalls.asyncBidiStreamingCall(this::open))
        .addMethod(
            SyncServiceGrpc.getHealthMethod(),
            ServerCalls.asyncBidiStreamingCall(out -> health.open(MEMBER.get(), out)))
        .build();
  }

  private StreamObserver<FromNode> open(StreamObserver<Frame> out) {
    Member member = MEMBER.get();
    return new NodeStream(
        (ServerCallStreamObserver<Frame>) out,
        member,
        feeds.of(member.controlPlane()),
        registry,
        greeting);
  }
}
